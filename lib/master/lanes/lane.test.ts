import { describe, expect, test } from 'vitest';
import { BATCH_MAX, type BatchEnd, Lane, type LaneParts, WAITING_MAX } from './lane';
import { type LaneAnswer, type LaneInput, refused } from './lane-input';

const bidder = {
  userId: 'u',
  name: 'n',
  email: 'e',
  role: 'bidder',
  houseId: null,
  credential: { kind: 'session', generation: 0 },
} as const;

const order = (amountMinor: number, userId = `user-${amountMinor}`): LaneInput => ({
  kind: 'bid',
  identity: { ...bidder, userId },
  amountMinor,
  bidKind: 'max',
  idempotencyKey: `key-${amountMinor}`,
  bodyHash: Buffer.alloc(32),
  received: { ms: 0, errorMs: 0 },
});
const action: LaneInput = { kind: 'action', identity: bidder, action: 'close', version: 1 };

/** A lane whose batches end as the test says, one by one. */
function laneOf(options: { patienceMs?: number; queueMax?: number } = {}) {
  let nowMs = 0;
  const batches: { orders: readonly LaneInput[]; afterUnknown: boolean }[] = [];
  const ends: ((end: BatchEnd) => void)[] = [];
  const pauses: { delayMs: number; run: () => void }[] = [];
  const gone: string[] = [];
  const parts: LaneParts = {
    run(_lotId, orders, afterUnknown) {
      batches.push({ orders, afterUnknown });
      return new Promise((resolve) => ends.push(resolve));
    },
    clock: { wallMs: () => 0, monotonicMs: () => nowMs },
    timers: {
      after(delayMs, run) {
        pauses.push({ delayMs, run });
        return {};
      },
      cancel() {},
    },
    patienceMs: 1_000,
    queueMax: 1_000,
    idle: () => gone.push('idle'),
    counted: () => {},
    ...options,
  };
  const lane = new Lane(42, parts);
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    lane,
    batches,
    pauses,
    gone,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Ends the batch under way. */
    async end(end: BatchEnd | ((orders: readonly LaneInput[]) => BatchEnd)) {
      const orders = batches.at(-1)?.orders ?? [];
      ends.shift()?.(typeof end === 'function' ? end(orders) : end);
      await settle();
    },
    async resume() {
      pauses.shift()?.run();
      await settle();
    },
  };
}

/** Answers each order with its own amount, so that answers cannot be mixed up unseen. */
const answered = (orders: readonly LaneInput[]): BatchEnd => ({
  kind: 'answered',
  answers: orders.map((one) =>
    refused('below-ask', one.kind === 'bid' ? String(one.amountMinor) : 'action'),
  ),
});
const told = (answer: LaneAnswer) =>
  answer.ok ? 'ok' : (answer.error.detail ?? answer.error.kind);

describe('a lane', () => {
  test('[LAN1] what arrives during a commit shares the next, at most 100, in order', async () => {
    const { lane, batches, end, gone } = laneOf();
    const answers = Array.from({ length: 251 }, (_, at) => lane.submit(order(at)));
    expect(batches.map((batch) => batch.orders.length)).toEqual([1]);
    for (let batch = 0; batch < 4; batch += 1) await end(answered);
    expect(batches.map((batch) => batch.orders.length)).toEqual([1, BATCH_MAX, BATCH_MAX, 50]);
    expect((await Promise.all(answers)).map(told)).toEqual(answers.map((_, at) => String(at)));
    expect(gone).toEqual(['idle']);
  });

  test('[LAN2] after an unanswered commit the same orders are read again, actions are not', async () => {
    const { lane, batches, end, resume } = laneOf();
    const first = lane.submit(order(1));
    await end(answered);
    expect(told(await first)).toBe('1');
    const [bid, close] = [lane.submit(order(2)), lane.submit(action)];
    await end(answered);
    const shared = [lane.submit(order(3)), lane.submit(action)];
    expect(batches.at(-1)?.orders).toHaveLength(1);
    await end({ kind: 'unknown' });
    expect(told(await close)).toBe('undecided');
    await resume();
    expect(batches.at(-1)).toMatchObject({ afterUnknown: true, orders: [order(3), action] });
    await end(answered);
    expect(await Promise.all([bid, ...shared].map(async (one) => told(await one)))).toEqual([
      '2',
      '3',
      'action',
    ]);
    void lane.submit(order(4));
    expect(batches.at(-1)?.afterUnknown).toBe(false);
  });

  test('pauses grow while the database is away, and who waited too long is undecided', async () => {
    const { lane, end, resume, pauses, pass, gone } = laneOf({ patienceMs: 1_000 });
    const early = lane.submit(order(1));
    pass(600);
    const late = lane.submit(order(2));
    const seen: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await end({ kind: 'try-again' });
      seen.push(pauses[0]?.delayMs ?? 0);
      if (attempt === 2) pass(400);
      await resume();
    }
    expect(seen).toEqual([20, 40, 80]);
    expect(told(await early)).toBe('undecided');
    await end(answered);
    expect(told(await late)).toBe('2');
    expect(gone).toEqual(['idle']);
  });

  test('a full queue refuses and keeps what it has', async () => {
    const { lane, end } = laneOf({ queueMax: 2 });
    const kept = [lane.submit(order(1)), lane.submit(order(2))];
    expect(told(await lane.submit(order(3)))).toBe('unavailable');
    await end(answered);
    await end(answered);
    expect(await Promise.all(kept.map(async (one) => told(await one)))).toEqual(['1', '2']);
  });

  test('[LAN3] one person has five orders waiting at most; nobody else is refused for it', async () => {
    const { lane, end, batches } = laneOf({ queueMax: 20 });
    const first = lane.submit(order(0));
    const flood = Array.from({ length: 50 }, (_, at) => lane.submit(order(100 + at, 'flooder')));
    const others = Array.from({ length: 10 }, (_, at) => lane.submit(order(200 + at)));
    const refusals = await Promise.all(flood.slice(WAITING_MAX));
    expect(new Set(refusals.map(told))).toEqual(new Set(['too-many-requests']));
    await end(answered);
    await end(answered);
    expect(batches.map((batch) => batch.orders.length)).toEqual([1, WAITING_MAX + 10]);
    expect(told(await first)).toBe('0');
    const kept = await Promise.all(flood.slice(0, WAITING_MAX));
    expect(kept.map(told)).toEqual(['100', '101', '102', '103', '104']);
    expect((await Promise.all(others)).map(told)).toEqual(others.map((_, at) => `${200 + at}`));
    // Once answered they may ask again.
    const again = lane.submit(order(300, 'flooder'));
    await end(answered);
    expect(told(await again)).toBe('300');
  });

  test('[LAN3] a batch takes one order of each person before a second of anybody', async () => {
    const { lane, end, batches } = laneOf();
    void lane.submit(order(0));
    // 40 people with five orders each, then 60 with one each: all 100 people share the next batch.
    for (let person = 0; person < 40; person += 1) {
      for (let at = 0; at < 5; at += 1) void lane.submit(order(person * 10 + at, `many-${person}`));
    }
    for (let person = 0; person < 60; person += 1) void lane.submit(order(1_000 + person));
    await end(answered);
    const people = (batch: number) => batches[batch]?.orders.map((one) => one.identity.userId);
    expect(new Set(people(1)).size).toBe(BATCH_MAX);
    await end(answered);
    expect(batches[2]?.orders).toHaveLength(BATCH_MAX);
    // Who arrived earlier is decided earlier, within a batch and within a person (PRX8).
    for (const { orders } of batches) {
      const amounts = orders.map((one) => (one.kind === 'bid' ? one.amountMinor : 0));
      expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
    }
    await end(answered);
    expect(batches.map((batch) => batch.orders.length)).toEqual([1, 100, 100, 60]);
  });

  test('a batch that breaks an invariant runs one by one; only the one at fault fails', async () => {
    const { lane, batches, end } = laneOf();
    const first = lane.submit(order(0));
    const others = [1, 2, 3].map((amount) => lane.submit(order(amount)));
    await end(answered);
    await end({ kind: 'failed' });
    await end(answered);
    await end({ kind: 'failed' });
    await end(answered);
    expect(batches.map((batch) => batch.orders.length)).toEqual([1, 3, 1, 1, 1]);
    expect(await Promise.all([first, ...others].map(async (one) => told(await one)))).toEqual([
      '0',
      '1',
      'internal',
      '3',
    ]);
  });
});
