import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestRedis, type TestRedis } from '../../../server/testing/test-redis';
import { systemClock, systemTimers } from '../../config/system';
import { parkedContract } from '../testing/parked-contract';
import { until } from '../testing/test-terminal';
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
    } finally {
      redis.thaw();
    }
    expect(await collect(there)).toEqual([push(18)]);
  });
});
