import { expect, test } from 'vitest';
import { createPrimaryTime } from './primary-time';
import { simulatedTime } from './testing/simulated-time';

/** Exchanges with a master whose answer takes `tripMs`, all of it on the way there. */
function world() {
  const time = simulatedTime();
  let nodeEpoch = 1;
  const primaryTime = createPrimaryTime(time.clock, () => nodeEpoch);
  const nowMs = time.clock.monotonicMs;
  return {
    time,
    hearOfEpoch: (epoch: number) => {
      nodeEpoch = epoch;
    },
    async exchange(
      epoch: number,
      { aheadMs, tripMs, errorMs = 0 }: { aheadMs: number; tripMs: number; errorMs?: number },
    ) {
      const sentAtMs = nowMs();
      await time.pass(tripMs);
      const said = { nowMs: nowMs() + aheadMs, errorMs, epoch };
      primaryTime.sample({ sentAtMs, receivedAtMs: nowMs(), ...said });
    },
    aheadMs: () => (primaryTime.now()?.ms ?? 0) - nowMs(),
    errorMs: () => primaryTime.now()?.errorMs,
  };
}

test('[TIM1] the quickest exchange of late counts, and a clock that was set is followed at once', async () => {
  const { exchange, aheadMs, time } = world();
  await exchange(1, { aheadMs: 5_000, tripMs: 2 });
  await exchange(1, { aheadMs: 5_000, tripMs: 200 });
  expect(aheadMs()).toBe(5_001);
  await time.pass(31_000);
  await exchange(1, { aheadMs: 5_000, tripMs: 200 });
  expect(aheadMs()).toBe(5_100);
  await exchange(1, { aheadMs: -55_000, tripMs: 400 });
  expect(aheadMs()).toBe(-54_800);
});

test('[TIM1, EPO1] what was measured of the primary that was is void with the first answer of the new one, however near and slow', async () => {
  const { exchange, aheadMs, errorMs } = world();
  await exchange(1, { aheadMs: 5_000, tripMs: 2 });
  // So near and slow that nothing contradicts the quick one.
  await exchange(2, { aheadMs: 5_200, tripMs: 100 });
  expect([aheadMs(), errorMs()]).toEqual([5_250, 50]);
  // A master that has not followed yet answers quickly.
  await exchange(1, { aheadMs: 5_000, tripMs: 2 });
  expect(aheadMs()).toBe(5_250);
});

test('[TIM1] what a master does not know of the time, a node does not know either', async () => {
  const { exchange, aheadMs, errorMs } = world();
  await exchange(1, { aheadMs: 5_700, tripMs: 2, errorMs: 800 });
  expect([aheadMs(), errorMs()]).toEqual([5_701, 801]);
  await exchange(1, { aheadMs: 5_000, tripMs: 100, errorMs: 1 });
  expect([aheadMs(), errorMs()]).toEqual([5_050, 51]);
});

test('[TIM1, EPO1] a node that has heard of another epoch, and not yet its time, says how little the old one tells', async () => {
  const { exchange, hearOfEpoch, aheadMs, errorMs } = world();
  await exchange(1, { aheadMs: 5_000, tripMs: 2 });
  hearOfEpoch(2);
  expect([aheadMs(), errorMs()]).toEqual([5_001, 2_001]);
  await exchange(2, { aheadMs: 4_800, tripMs: 2 });
  expect([aheadMs(), errorMs()]).toEqual([4_801, 1]);
});
