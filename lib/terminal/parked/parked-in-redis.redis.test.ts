import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestRedis, type TestRedis } from '../../../server/testing/test-redis';
import { systemClock, systemTimers } from '../../config/system';
import { startGate } from '../testing/gate';
import { ask, lotsIn, NOTHING_MENDS, parkedContract, proven } from '../testing/parked-contract';
import { auctionRecord, lotRecord } from '../testing/records';
import { startSmallMaster } from '../testing/small-master';
import { startTestTerminal, until } from '../testing/test-terminal';
import { createParkedInRedis } from './parked-in-redis';
import { PARKED_KEYS_MAX, type ParkedPushes } from './parked-push';

// On a real Redis. Would catch: a failed answer that dies with its terminal, one lost because Redis
// was away or slow for a while, an entry that a stranger wrote and that is believed, and answers that
// wait for a Redis that does not answer.

let redis: TestRedis;
let looker: ReturnType<typeof createClient>;
const placeOf = (client: string) => `lotcast:parked:${client}`;

beforeAll(async () => {
  redis = await startTestRedis();
  looker = createClient({ url: redis.url });
  looker.on('error', () => {});
  await looker.connect();
});
afterEach(() => looker.flushAll());
afterAll(async () => {
  looker.destroy();
  await redis.remove();
});

/** Settles when it is so. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await new Promise((resolve) => setImmediate(resolve));
}

parkedContract('a Redis', () => ({
  redisUrl: redis.url,
  isParked: (client) => eventually(async () => (await looker.exists(placeOf(client))) === 1),
}));

const CLIENT = 'a-client-token-of-tests';
const SECRET = 'a-secret-of-tests-that-is-long-enough';
const push = (version: number, id = 42) => ({
  epoch: 1,
  key: `lot:${id}`,
  version,
  channel: 'auction:7/0',
});

describe('[PSH6] pushes parked in Redis', () => {
  let here: ParkedPushes;
  let there: ParkedPushes;
  let news: string[];
  const open = (secret = SECRET) =>
    createParkedInRedis({
      url: redis.url,
      secret,
      clock: systemClock,
      timers: systemTimers,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      settings: () => ({ retryMs: 100, parkTtlMs: 60_000 }),
    });

  beforeEach(async () => {
    news = [];
    [here, there] = [open(), open()];
    there.listen((client) => news.push(client));
    for (const each of [here, there]) each.start();
    // Both are connected and listen.
    while (!news.includes('a-first-token-of-tests')) {
      // What was published before the other listened, it never heard.
      here.park('a-first-token-of-tests', [push(1)]);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until(() => here.size() === 0);
  });
  afterEach(() => {
    for (const each of [here, there]) each.stop();
  });

  /** Collects until it can be. */
  async function collect(from: ParkedPushes, client = CLIENT) {
    for (;;) {
      try {
        return await from.collect(client);
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  test('[PSH6] outlive the terminal that parked them, are told of, collected once, and expire', async () => {
    here.park(CLIENT, [push(18), push(4, 43)]);
    await until(() => news.includes(CLIENT));
    here.stop();
    expect(await looker.pTTL(placeOf(CLIENT))).toBeGreaterThan(0);
    expect(await collect(there)).toEqual([push(18), push(4, 43)]);
    await eventually(async () => (await looker.exists(placeOf(CLIENT))) === 0);
    expect(await collect(there)).toEqual([]);
  });

  test('[PSH6] of several terminals are one list, the newest version of each key', async () => {
    here.park(CLIENT, [push(19)]);
    there.park(CLIENT, [push(18)]);
    await eventually(async () => (await looker.sCard(placeOf(CLIENT))) === 2);
    expect(await collect(there)).toEqual([push(19)]);
  });

  test('[PSH6] are bounded by client', async () => {
    here.park(
      CLIENT,
      Array.from({ length: PARKED_KEYS_MAX + 50 }, (_, id) => push(1, id + 1)),
    );
    await until(() => news.includes(CLIENT));
    expect(await collect(there)).toHaveLength(PARKED_KEYS_MAX);
  });

  test('[PSH6] that a stranger wrote, or that are of another client, are not believed', async () => {
    const stranger = open('another-secret-of-tests-that-is-long');
    stranger.start();
    stranger.park(CLIENT, [push(99)]);
    await until(() => news.includes(CLIENT));
    stranger.stop();
    here.park('another-client-of-tests', [push(98)]);
    await until(() => news.includes('another-client-of-tests'));
    const entries = await looker.sMembers(placeOf('another-client-of-tests'));
    await looker.sAdd(placeOf(CLIENT), [...entries, 'nonsense', '']);
    expect(await collect(there)).toEqual([]);
  });

  test('[PSH6] wait while Redis is away, and are written when it is back', async () => {
    await redis.stop();
    here.park(CLIENT, [push(18)]);
    expect(here.size()).toBe(1);
    await redis.start();
    await until(() => here.size() === 0);
    expect(await collect(there)).toEqual([push(18)]);
  });

  test('[PSH6] of a Redis that answers nobody cannot be known, which is said soon; nothing is lost', async () => {
    here.park(CLIENT, [push(18)]);
    await until(() => news.includes(CLIENT));
    redis.freeze();
    try {
      await expect(there.collect(CLIENT)).rejects.toThrow('Redis did not answer');
      // And at once while it is left alone.
      await expect(there.collect(CLIENT)).rejects.toThrow('Redis failed just now');
      // News may be missed on a connection that is silent for too long, though nobody closed it.
      await until(() => there.hearsSinceMs() === null);
    } finally {
      redis.thaw();
    }
    expect(await collect(there)).toEqual([push(18)]);
  });
});

test('[PSH6] parked while the other terminal did not hear of it, they are collected at the next contact there', async () => {
  const gate = await startGate(redis.port);
  const master = await startSmallMaster();
  Object.assign(master.config, NOTHING_MENDS);
  for (const record of [auctionRecord(3), lotRecord(42, 17)]) master.put(record);
  const start = (name: string, port: number) =>
    startTestTerminal(master, { name, redisUrl: `redis://127.0.0.1:${port}` });
  const here = await start('terminal-here', redis.port);
  const there = await start('terminal-there', gate.port);
  try {
    for (const { parked } of [here, there]) await until(() => parked.hearsSinceMs() !== null);
    const held = { have: '42.17', wait: 100 };
    // The other terminal has its place kept, and has collected for it.
    const nextThere = await proven(there, held);
    const n = await proven(here, held);
    gate.cut();
    await until(() => there.parked.hearsSinceMs() === null);
    const answer = ask(here, { have: '42.17', n, wait: 60_000 });
    await until(() => here.hub.heldPolls() === 1);
    await master.change(lotRecord(42, 18), 'terminal-here');
    await answer;
    await eventually(async () => (await looker.exists(placeOf(CLIENT))) === 1);
    gate.open();
    await until(() => there.parked.hearsSinceMs() !== null);
    const frames = await ask(there, { have: '42.17', n: nextThere, wait: 20_000 });
    expect(lotsIn(frames).map((lot) => lot.version)).toEqual([18]);
    expect(there.node.counters.notices).toBe(0);
  } finally {
    here.end();
    there.end();
    gate.close();
    await master.stop();
  }
});
