import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pageProxy } from './page-proxy';

// Would catch: bytes of one reader's request that the renderer takes for another request, whose
// answer then goes to whoever is next on the connection between front and renderer.

let folder: string;
let renderer: http.Server;
let app: FastifyInstance;
/** What the renderer took for a request, in order. */
let seen: string[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lotcast-proxy-'));
  seen = [];
  renderer = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push(`${request.method} ${request.url} ${body}`);
    response.end(`page of ${request.headers.cookie}`);
  });
  const socketPath = path.join(folder, 'render.sock');
  renderer.listen(socketPath);
  await once(renderer, 'listening');
  app = Fastify();
  await app.register(pageProxy, {
    child: { state: () => 'ready', socketPath },
    publicOrigin: 'http://localhost:3000',
    development: false,
    terminals: () => [],
    log: { error: () => {} },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  await app.close();
  renderer.close();
  renderer.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** Sends bytes as they are on a connection of their own; the whole answer, once it is closed. */
async function raw(text: string): Promise<string> {
  const socket = net.connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

const head = (line: string, cookie: string, more: string) =>
  `${line} HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\nCookie: ${cookie}\r\n${more}\r\n`;
const FORGED = 'GET /forged HTTP/1.1\r\nHost: x\r\nCookie: attacker\r\n\r\n';
const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const FRAMINGS = [
  ['in chunks', 'Transfer-Encoding: chunked\r\n', chunked(FORGED)],
  ['with its length', `Content-Length: ${FORGED.length}\r\n`, FORGED],
] as const;

describe.each(['GET', 'HEAD', 'OPTIONS', 'DELETE'])('%s', (method) => {
  test.each(FRAMINGS)(
    'a request in the body, %s, never reaches the renderer',
    async (_, more, body) => {
      await raw(head(`${method} /first`, 'attacker', more) + body);
      const victims = [
        await raw(head('GET /account', 'one', '')),
        await raw(head('GET /account', 'two', '')),
      ];
      expect(seen).toEqual([`${method} /first `, 'GET /account ', 'GET /account ']);
      expect(victims[0]).toContain('page of one');
      expect(victims[1]).toContain('page of two');
    },
  );
});

describe.each(['POST', 'PUT', 'PATCH'])('%s', (method) => {
  test.each(FRAMINGS)('a body, %s, arrives as the body it is', async (_, more, body) => {
    await raw(head(`${method} /form`, 'one', `Content-Type: text/plain\r\n${more}`) + body);
    await raw(head('GET /account', 'two', ''));
    expect(seen).toEqual([`${method} /form ${FORGED}`, 'GET /account ']);
  });

  test('no body at all is an empty one', async () => {
    await raw(head(`${method} /form`, 'one', ''));
    expect(seen).toEqual([`${method} /form `]);
  });
});
