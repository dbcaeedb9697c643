import { beforeEach, describe, expect, test } from 'vitest';
import type { ParkedRequest } from '../../api/node-wire';
import { simulatedTime } from '../../node/testing/simulated-time';
import { signToken, TOKEN_LIFE_MS } from '../../node-token/token';
import { parkedContract } from '../testing/parked-contract';
import { startSmallMaster } from '../testing/small-master';
import { startTestTerminal, until } from '../testing/test-terminal';
import { createParkedInMemory, type ParkedInMemory } from './parked-in-memory';
import { PARKED_CLIENTS_MAX, PARKED_KEYS_MAX } from './parked-push';
import { TO_TERMINALS } from './parked-requests';

// Would catch: a failed answer that another terminal does not deliver, one that it outruns with an
// older version, a terminal that gives up on another that was away, and memory without bound.

parkedContract('the memory of the terminals', () => ({
  isParked: (_client, { there }) => until(() => there.parked.size() > 0),
}));

const CLIENT = 'a-client-token-of-tests';
const push = (version: number, id = 42) => ({
  epoch: 1,
  key: `lot:${id}`,
  version,
  channel: 'auction:7/0',
});

describe('[PSH6] pushes parked in memory', () => {
  let time: ReturnType<typeof simulatedTime>;
  let parked: ParkedInMemory;
  let told: { peer: string; pushes: ParkedRequest['pushes'] }[];
  let down: Set<string>;

  beforeEach(() => {
    time = simulatedTime();
    told = [];
    down = new Set();
    parked = createParkedInMemory({
      ...time,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      settings: () => ({ retryMs: 1_000, parkTtlMs: 60_000 }),
      peers: () => ['http://t2', 'http://t3'],
      async post(peer, _path, body) {
        if (down.has(peer)) throw new Error('down');
        told.push({ peer, pushes: (body as ParkedRequest).pushes });
        return { status: 200 };
      },
    });
    parked.start();
  });

  const toldTo = (peer: string) => told.filter((each) => each.peer === peer).length;

  test('[PSH6] are told every other terminal at once, and once', async () => {
    parked.park(CLIENT, [push(18)]);
    await time.pass(10_000);
    expect([toldTo('http://t2'), toldTo('http://t3')]).toEqual([1, 1]);
    expect(told[0]?.pushes).toEqual([{ client: CLIENT, ...push(18) }]);
  });

  test('[PSH6] are tried again each retryMs at one that was away, until their time is over', async () => {
    down.add('http://t2');
    parked.park(CLIENT, [push(18)]);
    await time.pass(3_500);
    expect(toldTo('http://t2')).toBe(0);
    down.clear();
    await time.pass(1_000);
    expect(toldTo('http://t2')).toBe(1);
    down.add('http://t2');
    parked.park(CLIENT, [push(19)]);
    await time.pass(61_000);
    down.clear();
    await time.pass(10_000);
    expect(toldTo('http://t2')).toBe(1);
  });

  test('[PSH6] are dropped after parkTtlMs', async () => {
    parked.park(CLIENT, [push(18)]);
    expect(parked.size()).toBe(1);
    await time.pass(61_000);
    expect(parked.size()).toBe(0);
    expect(await parked.collect(CLIENT)).toEqual([]);
  });

  test('[PSH6] are collected once, the newest version of each key, and then told nobody', async () => {
    down.add('http://t2');
    parked.park(CLIENT, [push(18), push(4, 43)]);
    parked.take([{ client: CLIENT, ...push(17) }]);
    expect(await parked.collect(CLIENT)).toEqual([push(4, 43), push(18)]);
    expect(await parked.collect(CLIENT)).toEqual([]);
    down.clear();
    await time.pass(5_000);
    expect(toldTo('http://t2')).toBe(0);
  });

  test('[PSH6, EPO2] of a higher epoch stand for those of a lower one, however new, in whatever order', async () => {
    const ofTheNext = { ...push(3), epoch: 2 };
    parked.park(CLIENT, [push(18), ofTheNext]);
    expect(await parked.collect(CLIENT)).toEqual([ofTheNext]);
    parked.take([{ client: CLIENT, ...ofTheNext }]);
    parked.park(CLIENT, [push(19)]);
    expect(await parked.collect(CLIENT)).toEqual([ofTheNext]);
  });

  test('[PSH6] are bounded by client and in all', async () => {
    for (let id = 1; id <= PARKED_KEYS_MAX + 50; id += 1) parked.park(CLIENT, [push(1, id)]);
    expect(await parked.collect(CLIENT)).toHaveLength(PARKED_KEYS_MAX);
    const many = Array.from({ length: PARKED_CLIENTS_MAX + 50 }, (_, at) => ({
      ...push(1),
      client: `a-client-token-${at}`,
    }));
    parked.take(many);
    expect(parked.size()).toBe(PARKED_CLIENTS_MAX);
    expect(await parked.collect('a-client-token-0')).toEqual([]);
  });
});

describe('[PSH6] the door for what other terminals park', () => {
  test('[PSH6, NOD1] takes nothing from strangers, nor what is malformed', async () => {
    const master = await startSmallMaster();
    const terminal = await startTestTerminal(master);
    const token = (to: string) =>
      signToken(master.secret, { from: 't-2', to, expiresAtMs: Date.now() + TOKEN_LIFE_MS });
    const post = async (body: unknown, authorization = token(TO_TERMINALS)) =>
      (
        await fetch(`${terminal.origin}/internal/parked`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status;
    const good = { protocol: 1, pushes: [{ client: CLIENT, ...push(18) }] };
    expect(await post(good, '')).toBe(401);
    expect(await post(good, token('master'))).toBe(401);
    expect(await post({ ...good, protocol: 0 })).toBe(400);
    expect(await post({ ...good, pushes: [{ client: 'short', ...push(18) }] })).toBe(400);
    expect(await post({ ...good, pushes: Array(1_001).fill(good.pushes[0]) })).toBe(400);
    expect(terminal.parked.size()).toBe(0);
    expect(await post(good)).toBe(200);
    expect(terminal.parked.size()).toBe(1);
    terminal.end();
    await master.stop();
  });
});
