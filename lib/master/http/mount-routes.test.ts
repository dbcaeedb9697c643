import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ok } from '../../shared/result';
import type { Desk } from './desk';
import { acceptJsonOnly } from './json-body';
import { mountRoutes } from './mount-routes';
import { route } from './route';

// Would catch: a receive time that somebody can have before they say what they bid, and one that
// runs on while the house looks up who is asking.

let app: FastifyInstance;
/** What the primary's clock says. */
let nowMs: number;
/** Settles once headers have arrived and the front asks who it is. */
let isAsked: Promise<void>;
/** Lets the front know who it is. */
let tellWho: () => void;

const echo = route({
  method: 'POST',
  path: '/echo',
  summary: 'Say when it was received',
  who: 'anyone',
  body: z.strictObject({ amountMinor: z.number() }),
  status: 200,
  answer: z.strictObject({ amountMinor: z.number(), receivedMs: z.number() }),
  problems: [],
  handle: async ({ body, received }) =>
    ok({ body: { amountMinor: body.amountMinor, receivedMs: received.ms } }),
});

beforeEach(async () => {
  nowMs = 1_000;
  let asked = () => {};
  isAsked = new Promise((resolve) => {
    asked = resolve;
  });
  const isTold = new Promise<void>((resolve) => {
    tellWho = resolve;
  });
  const identify = async () => {
    asked();
    await isTold;
    return ok(null);
  };
  app = Fastify();
  app.addHook('onRequest', async () => {}); // As the front has: by the route's own, bytes are read.
  acceptJsonOnly(app);
  const desk = { clock: { now: () => ({ ms: nowMs, errorMs: 0 }) } } as unknown as Desk;
  mountRoutes(app, [echo], { door: { identify, publicOrigin: 'http://localhost:3000' }, desk });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

const BODY = '{"amountMinor":12345}';
const HEAD = [
  'POST /echo HTTP/1.1',
  'Host: x',
  'Connection: close',
  'Content-Type: application/json',
  `Content-Length: ${BODY.length}`,
  '\r\n',
].join('\r\n');

const connect = () => net.connect((app.server.address() as AddressInfo).port, '127.0.0.1');

async function answerOn(socket: net.Socket): Promise<unknown> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n')));
}

test('[TIM1] a bid is received when the last byte of its body is', async () => {
  const socket = connect();
  const answer = answerOn(socket);
  socket.write(HEAD + BODY.slice(0, -1));
  await isAsked;
  tellWho();
  nowMs = 9_000;
  socket.write(BODY.slice(-1));
  expect(await answer).toEqual({ amountMinor: 12_345, receivedMs: 9_000 });
});

test('[TIM1] a whole bid is received when it arrives, however long it takes to know whose it is', async () => {
  const socket = connect();
  const answer = answerOn(socket);
  socket.write(HEAD + BODY);
  await isAsked;
  nowMs = 9_000;
  tellWho();
  expect(await answer).toEqual({ amountMinor: 12_345, receivedMs: 1_000 });
});
