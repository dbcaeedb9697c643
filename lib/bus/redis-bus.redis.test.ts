import { randomBytes } from 'node:crypto';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestRedis, type TestRedis } from '../../server/testing/test-redis';
import type { BusMessage, BusName } from '../api/bus-wire';
import { systemClock, systemTimers } from '../config/system';
import { busChannel } from './bus-channel';
import { type RedisEar, redisEar } from './redis-ear';
import { type RedisVoice, redisVoice } from './redis-voice';
import { seal } from './seal';

// A real Redis, killed, stopped and frozen. Would catch: a name that is not joined again after a loss,
// a publish that hangs, a message taken from somebody who merely may publish.

const SECRET = 'a-secret-of-tests-that-is-long-enough';
const DEADLINE_MS = 5_000;

let redis: TestRedis;
let installation: string;
const closing: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(async () => {
  await Promise.all(closing.map((one) => one.close()));
  await redis.remove();
});
beforeEach(async () => {
  installation = `test-${randomBytes(6).toString('hex')}`;
  redis.thaw();
  await redis.start();
});

const quiet = { info: () => {}, warn: () => {} };

function voice(): RedisVoice {
  const made = redisVoice({
    ...{ url: redis.url, masterName: 'master-1', secret: SECRET },
    ...{ timers: systemTimers, log: quiet },
  });
  closing.push(made);
  return made;
}

function ear(secret = SECRET) {
  const heard: { name: BusName; n: number }[] = [];
  const joined: BusName[] = [];
  const warned: string[] = [];
  let losses = 0;
  const made: RedisEar = redisEar({
    ...{ url: redis.url, nodeName: 'terminal-1', secret, clock: systemClock },
    ...{ timers: systemTimers, log: { info: () => {}, warn: (_facts, line) => warned.push(line) } },
  });
  closing.push(made);
  made.open(installation, {
    heard: (name, message) => heard.push({ name, n: message.n }),
    joined: (names) => joined.push(...names),
    lost: () => {
      losses += 1;
      joined.length = 0;
    },
  });
  return {
    ...made,
    join: made.join.bind(made),
    ear: made,
    heard,
    joined,
    warned,
    losses: () => losses,
  };
}

const notice = (n: number): BusMessage => ({
  t: 'notice',
  protocol: 1,
  epoch: 1,
  master: 'master-1',
  incarnation: 'life-of-master',
  n,
  after: null,
  entries: [{ op: 'put', key: 'lot:42', version: n, channel: 'auction:7/0' }],
});

const says = (speaker: RedisVoice, name: BusName, n: number) =>
  speaker.publish(installation, [{ name, message: notice(n) }], DEADLINE_MS);

const until = (condition: () => unknown) =>
  expect.poll(condition, { timeout: 30_000, interval: 10 });

/** What an operator sees, or a stranger does, with a connection of their own. */
async function withClient<T>(use: (client: ReturnType<typeof createClient>) => Promise<T>) {
  const client = createClient({ url: redis.url });
  await client.connect();
  try {
    return await use(client as ReturnType<typeof createClient>);
  } finally {
    client.destroy();
  }
}
const channels = async () => {
  const prefix = busChannel(installation, '');
  const open = await withClient((client) => client.pubSubChannels(`${prefix}*`));
  return open.map((channel) => channel.slice(prefix.length)).sort();
};

describe('the bus on a real Redis', () => {
  test('[BUS1] a node hears what is said under its names, in order, and nothing else', async () => {
    const speaker = voice();
    const node = ear();
    node.ear.join(['auction:7']);
    await until(() => [...node.joined].sort()).toEqual(['auction:7', 'control']);
    await until(() => speaker.isUp()).toBe(true);
    await speaker.publish(
      installation,
      [1, 2, 3].map((n) => ({ name: n === 2 ? 'auction:8' : 'auction:7', message: notice(n) })),
      DEADLINE_MS,
    );
    await says(speaker, 'control', 4);
    await until(() => node.heard).toEqual([
      { name: 'auction:7', n: 1 },
      { name: 'auction:7', n: 3 },
      { name: 'control', n: 4 },
    ]);
  });

  test('[BUS1] Redis shows subscriptions exactly where there are watchers', async () => {
    const node = ear();
    node.ear.join(['auction:7', 'lot:42']);
    await until(channels).toEqual(['auction:7', 'control', 'lot:42']);
    node.ear.leave(['auction:7']);
    await until(channels).toEqual(['control', 'lot:42']);
    // Whoever comes back at once is heard: the last word counts.
    node.ear.leave(['lot:42']);
    node.ear.join(['lot:42']);
    node.ear.join(['auction:9']);
    await until(channels).toEqual(['auction:9', 'control', 'lot:42']);
  });

  test('[BUS1] another house on the same Redis is not heard', async () => {
    const speaker = voice();
    const node = ear();
    await until(() => node.joined).toEqual(['control']);
    await until(() => speaker.isUp()).toBe(true);
    await speaker.publish('another-house', [{ name: 'control', message: notice(1) }], DEADLINE_MS);
    await says(speaker, 'control', 2);
    await until(() => node.heard).toEqual([{ name: 'control', n: 2 }]);
  });

  test.each(['kill', 'stop'] as const)(
    '[BUS1] after a %s both sides know, and find back to their names by themselves',
    async (how) => {
      const speaker = voice();
      const node = ear();
      node.ear.join(['lot:42']);
      await until(() => node.joined.length).toBe(2);
      await redis[how]();
      await until(() => node.losses()).toBe(1);
      await until(() => speaker.isUp()).toBe(false);
      await expect(says(speaker, 'lot:42', 1)).rejects.toThrow('not connected');
      // Wanted while there is no Redis.
      node.ear.join(['lot:43']);
      await redis.start();
      await until(() => [...node.joined].sort()).toEqual(['control', 'lot:42', 'lot:43']);
      await until(() => speaker.isUp()).toBe(true);
      await says(speaker, 'lot:43', 2);
      await until(() => node.heard).toEqual([{ name: 'lot:43', n: 2 }]);
    },
  );

  test('[BUS1] a frozen Redis fails a publish by its deadline, and both sides find back', async () => {
    const speaker = voice();
    const node = ear();
    await until(() => node.joined).toEqual(['control']);
    await until(() => speaker.isUp()).toBe(true);
    redis.freeze();
    const answer = speaker.publish(installation, [{ name: 'control', message: notice(1) }], 200);
    await expect(answer).rejects.toThrow('does not answer');
    expect(speaker.isUp()).toBe(false);
    redis.thaw();
    await until(() => speaker.isUp()).toBe(true);
    await until(() => node.joined).toEqual(['control']);
    await says(speaker, 'control', 2);
    await until(() => node.heard.at(-1)).toEqual({ name: 'control', n: 2 });
  });

  test('[BUS1] a connection that falls silent without a word is made anew', async () => {
    const node = ear();
    await until(() => node.joined).toEqual(['control']);
    redis.freeze();
    await until(() => node.losses()).toBe(1);
    redis.thaw();
    await until(() => node.joined).toEqual(['control']);
  });

  test('[BUS1] what is forged, malformed, of another channel or protocol is refused and logged once', async () => {
    const node = ear();
    await until(() => node.joined).toEqual(['control']);
    const control = busChannel(installation, 'control');
    const other = { ...notice(1), protocol: 999 } as unknown as BusMessage;
    const wrong = { ...notice(1), n: -1 };
    const bad = [
      'not a message at all',
      `${'x'.repeat(43)}.${JSON.stringify(notice(1))}`,
      seal('another-secret-of-the-same-length-here', control, notice(1)),
      seal(SECRET, busChannel(installation, 'lot:42'), notice(1)),
      seal(SECRET, control, other),
      seal(SECRET, control, wrong),
      'x'.repeat(5 * 1024 * 1024),
    ];
    await withClient(async (client) => {
      for (let round = 0; round < 3; round += 1) {
        for (const text of bad) await client.publish(control, text);
      }
      await client.publish(control, seal(SECRET, control, notice(7)));
    });
    await until(() => node.heard).toEqual([{ name: 'control', n: 7 }]);
    expect(node.ear.refused()).toBe(3 * bad.length);
    // One line a kind: not sealed, forged, other protocol, malformed, too long.
    expect(node.warned.length).toBe(5);
    expect(node.warned.filter((line) => line.includes('run the same version'))).toHaveLength(1);
  });
});
