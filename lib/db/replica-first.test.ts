import { beforeEach, expect, test } from 'vitest';
import { FakeTime } from '../master/notifier/testing/fake-time';
import {
  createReplicaFirst,
  REPLICA_DEADLINE_MS,
  REPLICA_REST_MS,
  type ReplicaFirst,
} from './replica-first';

let time: FakeTime;
let replica: ReplicaFirst;
let asked: number;

beforeEach(() => {
  time = new FakeTime();
  replica = createReplicaFirst({ clock: time.clock, timers: time });
  asked = 0;
});

const answering = async () => {
  asked += 1;
  return 'seen';
};
const frozen = () => {
  asked += 1;
  return new Promise<string>(() => {});
};

test('[FET1] the replica is asked, and its answer is the answer', async () => {
  expect(await replica.ask(answering)).toBe('seen');
});

test('[FET1] a frozen replica is passed over after its deadline, then rests, then is tried again', async () => {
  const first = replica.ask(frozen);
  await time.pass(REPLICA_DEADLINE_MS + 5);
  expect(await first).toBeNull();
  expect(await replica.ask(answering)).toBeNull();
  expect(asked).toBe(1);
  await time.pass(REPLICA_REST_MS);
  expect(await replica.ask(answering)).toBe('seen');
});

test('[FET1] a failing replica rests too', async () => {
  expect(await replica.ask(() => Promise.reject(new Error('gone')))).toBeNull();
  expect(await replica.ask(answering)).toBeNull();
});

test('[FET1] an answer that waited while this process stood still is taken, not called late', async () => {
  let arrive = (_: string) => {};
  const answer = replica.ask(
    () =>
      new Promise<string>((resolve) => {
        arrive = resolve;
      }),
  );
  await time.pass(REPLICA_DEADLINE_MS);
  arrive('seen');
  await time.pass(5);
  expect(await answer).toBe('seen');
});
