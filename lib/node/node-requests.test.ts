import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { err, ok } from '../shared/result';
import { nodeRequests } from './node-requests';
import type { TakeNotice } from './notices';

// Would catch: a node that reads, or holds in memory, what somebody without a token sends.

let server: Server;
let socket: Socket;
let taken: unknown[];

beforeEach(async () => {
  taken = [];
  const take: TakeNotice = (body) => {
    taken.push(body);
    return err({ status: 400, detail: 'taken' });
  };
  const node = {
    notices: {
      admit: (token: string | undefined) =>
        token === 'good' ? ok(take) : err({ status: 401 as const, detail: 'a token is needed' }),
    },
    isReady: () => true,
    currency: () => 'current' as const,
    epoch: () => 1,
  };
  const answer = nodeRequests({ node, registry: new Registry(), refusals: { say: () => {} } });
  server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no address');
  socket = connect(address.port, '127.0.0.1');
  socket.on('error', () => {});
});
afterEach(() => {
  socket.destroy();
  server.close();
});

/** Sends the head and the beginning of a notice whose rest never comes. */
function begin(token: string, bytes: number): void {
  const head = ['POST /internal/notify HTTP/1.1', 'host: node', `authorization: ${token}`];
  socket.write([...head, `content-length: ${bytes}`, '', '{"entries": ['].join('\r\n'));
}

/** All that is answered until the node closes. */
async function answered(): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

test('[NOD1] a stranger is refused at the head, before a byte of the body is waited for', async () => {
  begin('bad', 4_000_000);
  const text = await answered();
  expect(text).toContain('HTTP/1.1 401');
  expect(text).toContain('a token is needed');
  expect(taken).toEqual([]);
});

test('[NOD1] what is announced as too long is refused at the head, from a master too', async () => {
  begin('good', 5_000_000);
  expect(await answered()).toContain('HTTP/1.1 413');
});

test('[NOD1] what becomes too long is refused when it does', async () => {
  const head = ['POST /internal/notify HTTP/1.1', 'host: node', 'authorization: good'];
  socket.write([...head, 'transfer-encoding: chunked', '', ''].join('\r\n'));
  const piece = 'x'.repeat(1024 * 1024);
  for (let sent = 0; sent < 5; sent += 1) {
    socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
  }
  expect(await answered()).toContain('HTTP/1.1 413');
  expect(taken).toEqual([]);
});

test('[NOD1] a master’s notice is read and taken', async () => {
  const body = '{"entries":[]}';
  const head = ['POST /internal/notify HTTP/1.1', 'host: node', 'authorization: good'];
  socket.write(
    [...head, 'connection: close', `content-length: ${body.length}`, '', body].join('\r\n'),
  );
  expect(await answered()).toContain('"taken"');
  expect(taken).toEqual([{ entries: [] }]);
});
