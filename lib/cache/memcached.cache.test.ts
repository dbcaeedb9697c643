import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freeze } from '../../server/testing/freeze';
import { startTestMemcached } from '../../server/testing/test-memcached';
import { systemClock, systemTimers } from '../config/system';
import type { Result } from '../shared/result';
import { type CacheTrouble, connectMemcached, type Memcached } from './memcached';

// What this would catch: a call that hangs while the server is frozen or gone, a client kept after
// an error, a breaker that never opens or never closes, a request counter that reaches its end.

const DEADLINE_MS = 60;
const ports = { clock: systemClock, timers: systemTimers, deadlineMs: DEADLINE_MS, breakerMs: 250 };

let server: Awaited<ReturnType<typeof startTestMemcached>>;
let memcached: Memcached;

beforeEach(async () => {
  server = await startTestMemcached();
  memcached = connectMemcached({ address: server.address, ...ports });
  await until(async () => (await memcached.set('a', '1', 60)).ok);
});
afterEach(async () => {
  memcached.close();
  server.child.process.kill('SIGCONT');
  await server.stop();
});

/** Asks again, without a pause of our own, until it is so; the test's timeout is the bound. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

/** Gets under steady load until `stop` says so; every call's outcome and how long it took. */
async function load(stop: () => boolean) {
  const calls: Promise<{ tookMs: number; answer: Result<Buffer | null, CacheTrouble> }>[] = [];
  while (!stop()) {
    const startedMs = performance.now();
    calls.push(
      memcached.get('a').then((answer) => ({ tookMs: performance.now() - startedMs, answer })),
    );
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  return Promise.all(calls);
}

const slowest = (calls: { tookMs: number }[]) => Math.max(...calls.map((call) => call.tookMs));

/** Generous against a busy machine; a hang is for ever. */
const SETTLES_WITHIN_MS = DEADLINE_MS + 400;

describe('[FET4] a Memcached in trouble', () => {
  test('[FET4] frozen under steady load, every call settles and the breaker spares the rest', async () => {
    await freeze(server.child.identity.pid);
    const calls = await load(() => memcached.stats().resets >= 3);
    expect(calls.length).toBeGreaterThan(20);
    expect(slowest(calls)).toBeLessThan(SETTLES_WITHIN_MS);
    expect(calls.every((call) => !call.answer.ok)).toBe(true);
    const refused = calls.filter((c) => !c.answer.ok && c.answer.error === 'breaker-open');
    expect(refused.length).toBeGreaterThan(calls.length / 2);
    expect(memcached.stats().refused).toBe(refused.length);
  });

  test('[FET4] thawed, it answers again', async () => {
    await freeze(server.child.identity.pid);
    await until(async () => !(await memcached.get('a')).ok);
    server.child.process.kill('SIGCONT');
    await until(async () => {
      const answer = await memcached.get('a');
      return answer.ok && String(answer.value) === '1';
    });
  });

  test('[FET4] killed, calls fail at once and reading works again after a restart', async () => {
    server.child.process.kill('SIGKILL');
    await server.child.exited;
    const calls = await load(() => memcached.stats().resets >= 2);
    expect(calls.every((call) => !call.answer.ok)).toBe(true);
    expect(slowest(calls)).toBeLessThan(SETTLES_WITHIN_MS);
    const again = await startTestMemcached(Number(server.address.split(':')[1]));
    // The same client, at the same address: empty, and then of use again.
    await until(async () => (await memcached.get('a')).ok);
    expect(await memcached.get('a')).toEqual({ ok: true, value: null });
    expect((await memcached.set('b', '2', 60)).ok).toBe(true);
    await again.stop();
  });

  test('[FET4] a closed client refuses and holds nothing', async () => {
    memcached.close();
    expect(await memcached.get('a')).toEqual({ ok: false, error: 'closed' });
  });

  test('[FET4] a client is replaced before its counter ends, without losing an answer', async () => {
    const short = connectMemcached({ address: server.address, ...ports, requestsPerClient: 7 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => short.get('a')));
    expect(answers.every((answer) => answer.ok && String(answer.value) === '1')).toBe(true);
    expect(short.stats()).toMatchObject({ rotations: 14, resets: 0 });
    short.close();
  });
});

describe('[FET4] a peer that misbehaves', () => {
  async function peer(onRequest: (socket: Socket, request: Buffer, nth: number) => void) {
    let nth = 0;
    const listening = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (request) => onRequest(socket, request, ++nth));
    }).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return { listening, client: connectMemcached({ address: `127.0.0.1:${port}`, ...ports }) };
  }

  /** A GET answer of the binary protocol with this value, for the request it answers. */
  function answerTo(request: Buffer, value: string): Buffer {
    const head = Buffer.alloc(28);
    head[0] = 0x81;
    head[4] = 4;
    head.writeUInt32BE(4 + value.length, 8);
    request.copy(head, 12, 12, 16);
    return Buffer.concat([head, Buffer.from(value)]);
  }

  test('[FET4] one that closes without answering costs one deadline', async () => {
    const { client, listening } = await peer((socket) => socket.end());
    const startedMs = performance.now();
    expect(await client.get('a')).toEqual({ ok: false, error: 'deadline' });
    expect(performance.now() - startedMs).toBeLessThan(SETTLES_WITHIN_MS);
    client.close();
    listening.close();
  });

  test('[FET4] a cut-off answer never becomes the next key’s bytes', async () => {
    const { client, listening } = await peer((socket, request, nth) => {
      const answer = answerTo(request, `value-${nth}`);
      if (nth > 1) socket.write(answer);
      else socket.write(answer.subarray(0, 31), () => socket.resetAndDestroy());
    });
    expect((await client.get('first')).ok).toBe(false);
    await until(async () => {
      const next = await client.get('second');
      if (next.ok) expect(String(next.value)).toMatch(/^value-[2-9]\d*$/);
      return next.ok;
    });
    client.close();
    listening.close();
  });
});
