import type pg from 'pg';
import { expect, test } from 'vitest';
import { createReplicaFirst } from '../../db/replica-first';
import { FakeTime } from '../notifier/testing/fake-time';
import { readCurrent, readWhole, sharedPosition } from './sources';

// Would catch: a comparison answered by a replica that has not replayed what was committed before it
// was asked for, a round by one that is too far behind, and a primary that is asked for its position once for every one of a storm.

/** A pool whose connections tell how far they are, and what was asked of them. */
function server(name: string, replayed: number | null) {
  const log: string[] = [];
  const query = async () => {
    log.push('position');
    return { rows: [{ bytes: replayed }] };
  };
  const connect = async () => ({ query, release: () => void log.push('released'), name });
  return { pool: { query, connect, name } as unknown as pg.Pool, log };
}

const heads = async (db: unknown) => ({ epoch: 1, from: (db as { name: string }).name });

async function ask(replayed: number | null, epoch = 1) {
  const time = new FakeTime();
  const replica = server('replica', replayed);
  const answer = await readCurrent(
    {
      primary: server('primary', null).pool,
      replica: replica.pool,
      replicaFirst: createReplicaFirst({ clock: time.clock, timers: time }),
    },
    { epoch, position: async () => 5_000 },
    heads,
  );
  expect(replica.log).toEqual(['position', 'released']);
  return answer;
}

test('[ANT2] a replica that has replayed all the primary had made durable answers a comparison', async () => {
  expect(await ask(5_000)).toEqual({ value: { epoch: 1, from: 'replica' }, source: 'replica' });
});

test.each([
  ['is behind by one byte', 4_999],
  ['is none any more', null],
])('[ANT2] one that %s does not', async (_title, replayed) => {
  expect(await ask(replayed)).toEqual({ value: { epoch: 1, from: 'primary' }, source: 'primary' });
});

test('[EPO1] one of another epoch does not', async () => {
  expect((await ask(5_000, 2)).source).toBe('primary');
});

test('[ANT2] a storm shares readings of the position, none of them begun before it was asked for', async () => {
  const settle: ((bytes: number) => void)[] = [];
  const position = sharedPosition(() => new Promise((resolve) => void settle.push(resolve)));
  const first = position();
  const later = [position(), position(), position()];
  expect(settle).toHaveLength(1);
  settle[0]?.(1);
  expect(await first).toBe(1);
  await Promise.resolve();
  expect(settle).toHaveLength(2);
  settle[1]?.(2);
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
});

test('[ANT2] a reading that fails fails those who wait for it, and not the next', async () => {
  let fails = true;
  const position = sharedPosition(async () => {
    if (fails) throw new Error('the primary is down');
    return 7;
  });
  await expect(position()).rejects.toThrow('down');
  fails = false;
  expect(await position()).toBe(7);
});

test.each([
  ['near enough', 'replica', { replayed: 4_000, epoch: 1 }],
  ['too far behind', 'primary', { replayed: 1_000, epoch: 1 }],
  ['of another epoch', 'primary', { replayed: 4_000, epoch: 2 }],
  ['none any more', 'primary', { replayed: null, epoch: 1 }],
])(
  '[ANT1][EPO1] with a replica that is %s a round is answered by the %s',
  async (_is, source, copy) => {
    const time = new FakeTime();
    const behindMs = (replayed: number) => (replayed < 4_000 ? 2_501 : 2_500);
    const answer = await readWhole(
      {
        primary: server('primary', null).pool,
        replica: server('replica', copy.replayed).pool,
        replicaFirst: createReplicaFirst({ clock: time.clock, timers: time }),
        replicaLag: { behindMs, start: async () => {}, stop: () => {} },
      },
      { epoch: 1, mostLagMs: 2_500 },
      async (pool) =>
        (pool as unknown as { name: string }).name === 'replica'
          ? copy
          : { epoch: 1, replayed: null },
    );
    expect(answer.source).toBe(source);
  },
);
