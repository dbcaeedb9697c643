import { beforeEach, expect, test } from 'vitest';
import { FakeTime } from '../notifier/testing/fake-time';
import { createReplicaLag, type ReplicaLag } from './replica-lag';

let time: FakeTime;
let lag: ReplicaLag;
let position: number | null;

beforeEach(async () => {
  time = new FakeTime();
  position = 1_000;
  lag = createReplicaLag({
    clock: time.clock,
    timers: time,
    readPosition: async () => {
      if (position === null) throw new Error('the primary is down');
      return position;
    },
  });
  await lag.start();
});

test('[ANT1] a replica that replayed all there is is not behind, however long nothing happened', async () => {
  await time.pass(60_000);
  expect(lag.behindMs(1_000)).toBe(0);
});

test('[ANT1] the lag is how old the oldest log that is missing may be: since the last position the replica had', async () => {
  await time.pass(10_000);
  position = 2_000;
  await time.pass(500);
  position = 3_000;
  await time.pass(4_500);
  expect(lag.behindMs(1_000)).toBe(5_000);
  expect(lag.behindMs(2_000)).toBe(4_500);
  expect(lag.behindMs(3_000)).toBe(0);
});

test('[ANT1] while the primary’s position is unknown no replica counts as near', async () => {
  position = null;
  await time.pass(3_500);
  expect(lag.behindMs(1_000)).toBe(Number.POSITIVE_INFINITY);
  position = 1_000;
  await time.pass(500);
  expect(lag.behindMs(1_000)).toBe(0);
});

test('[ANT1] what was written while the primary could not be asked is as old as that may be', async () => {
  await time.pass(10_000);
  position = null;
  await time.pass(6_000);
  position = 2_000;
  await time.pass(500);
  expect(lag.behindMs(1_000)).toBe(6_500);
  expect(lag.behindMs(2_000)).toBe(0);
});

test('[EPO1] a position that goes back is another history: what was noted before does not count', async () => {
  position = 500;
  await time.pass(500);
  expect(lag.behindMs(500)).toBe(0);
});

test('[ANT1] a master that has just started does not call a replica near that was paused before', async () => {
  await time.pass(200);
  expect(lag.behindMs(400)).toBe(Number.POSITIVE_INFINITY);
  expect(lag.behindMs(1_000)).toBe(0);
});
