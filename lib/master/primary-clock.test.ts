import { describe, expect, test } from 'vitest';
import { createPrimaryClock } from './primary-clock';

/** A world in which the primary's clock and the network are what the test says. */
function world() {
  let monotonicMs = 1_000;
  const timers: { atMs: number; run: () => void }[] = [];
  const state = {
    primaryOffsetMs: 5_000_000,
    epoch: 1,
    thereMs: 1,
    backMs: 1,
    down: false,
    deaf: false,
  };
  const moved: number[] = [];
  const clock = createPrimaryClock({
    clock: { wallMs: () => 0, monotonicMs: () => monotonicMs },
    timers: {
      after(delayMs, run) {
        const timer = { atMs: monotonicMs + delayMs, run };
        timers.push(timer);
        return timer;
      },
      cancel(handle) {
        timers.splice(timers.indexOf(handle as (typeof timers)[number]), 1);
      },
    },
    async read() {
      monotonicMs += state.thereMs;
      if (state.down) throw new Error('no connection');
      const read = { ms: monotonicMs + state.primaryOffsetMs, epoch: state.epoch };
      monotonicMs += state.backMs;
      return read;
    },
    async onMoved(byMs) {
      if (state.deaf) throw new Error('the primary did not take it');
      moved.push(Math.round(byMs));
    },
  });
  return {
    clock,
    moved,
    state,
    timers,
    primaryMs: () => monotonicMs + state.primaryOffsetMs,
    async seconds(count: number) {
      for (let passed = 0; passed < count; passed += 1) {
        monotonicMs += 1_000;
        for (const timer of timers.splice(0)) timer.run();
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      }
    },
  };
}

const errorNow = ({ clock, primaryMs }: ReturnType<typeof world>) =>
  Math.abs(clock.now().ms - primaryMs());

describe("[TIM1] the primary's clock", () => {
  test('[TIM1] throws before the first measurement and rejects the start when that fails', async () => {
    const { clock, state } = world();
    expect(() => clock.now()).toThrow('never measured');
    expect(clock.healthy()).toBe(false);
    state.down = true;
    await expect(clock.start()).rejects.toThrow('no connection');
  });

  test('[TIM1] the error is never larger than it says, however lopsided the network', async () => {
    for (const [thereMs, backMs] of [
      [1, 1],
      [40, 0],
      [0, 40],
      [3, 200],
    ] as const) {
      const here = world();
      Object.assign(here.state, { thereMs, backMs });
      await here.clock.start();
      expect(errorNow(here)).toBeLessThanOrEqual(here.clock.now().errorMs);
      expect(here.clock.now().errorMs).toBeGreaterThanOrEqual((thereMs + backMs) / 2);
    }
  });

  test('[TIM1] one slow round trip does not spoil what a fast one measured', async () => {
    const here = world();
    await here.clock.start();
    Object.assign(here.state, { thereMs: 300, backMs: 0 });
    await here.seconds(3);
    expect(errorNow(here)).toBeLessThan(1);
    expect(here.clock.now().errorMs).toBeLessThan(3);
  });

  test('[TIM1] a primary whose clock was set is followed at the next measurement', async () => {
    const here = world();
    await here.clock.start();
    here.state.primaryOffsetMs -= 60_000;
    expect(errorNow(here)).toBeGreaterThan(59_000);
    await here.seconds(1);
    expect(errorNow(here)).toBeLessThanOrEqual(here.clock.now().errorMs);
  });

  test('[TIM1, EPO1] another primary is measured anew, though its answers are slow and its clock near', async () => {
    const here = world();
    await here.clock.start();
    // Within what a slow measurement leaves open, so that nothing contradicts the quick ones of before.
    Object.assign(here.state, { epoch: 2, thereMs: 300, backMs: 0 });
    here.state.primaryOffsetMs += 60;
    await here.seconds(1);
    expect(errorNow(here)).toBeLessThanOrEqual(here.clock.now().errorMs);
    const { errorMs } = here.clock.now();
    expect(here.moved).toEqual([]);
    // One that has not found the new primary yet hears the old one again.
    Object.assign(here.state, { epoch: 1, thereMs: 1 });
    await here.seconds(1);
    expect(here.clock.now().errorMs).toBeGreaterThanOrEqual(errorMs);
  });

  test('[TIM1, EPO1] is told of the epoch asked for: measured first, or not at all', async () => {
    const { clock, state, primaryMs } = world();
    await clock.start();
    state.epoch = 2;
    state.primaryOffsetMs += 60;
    expect(Math.abs(((await clock.nowIn(2))?.ms ?? 0) - primaryMs())).toBeLessThanOrEqual(1);
    state.down = true;
    expect(await clock.nowIn(2)).not.toBeNull();
    expect(await clock.nowIn(3)).toBeNull();
  });

  test('[TIM1] without answers the error grows and the clock is unhealthy, then well again', async () => {
    const here = world();
    await here.clock.start();
    const { errorMs } = here.clock.now();
    here.state.down = true;
    await here.seconds(10);
    expect(here.clock.healthy()).toBe(false);
    expect(here.clock.now().errorMs).toBeGreaterThan(errorMs + 1);
    here.state.down = false;
    await here.seconds(1);
    expect(here.clock.healthy()).toBe(true);
    here.clock.stop();
    expect(here.timers).toEqual([]);
  });
});

describe("[TIM2] the primary's clock is moved", () => {
  test('[TIM2] by a minute, either way: no reading fits until the hold is on record, then all do', async () => {
    for (const byMs of [60_000, -60_000]) {
      const { clock, moved, state, primaryMs, seconds } = world();
      await clock.start();
      expect(clock.reading()(primaryMs())).toBe(true);
      state.primaryOffsetMs += byMs;
      state.deaf = true;
      expect(clock.reading()(primaryMs())).toBe(false);
      await seconds(3);
      // What nobody could write down is not believed either.
      expect(clock.reading()(primaryMs())).toBe(false);
      state.deaf = false;
      await seconds(1);
      // The measurement that found it was under way while time passed.
      expect(moved).toHaveLength(1);
      expect(Math.abs((moved[0] ?? 0) - byMs)).toBeLessThanOrEqual(500);
      expect(clock.reading()(primaryMs())).toBe(true);
      await seconds(1);
      expect(Math.abs(clock.now().ms - primaryMs())).toBeLessThan(5);
    }
  });

  test('[TIM2] 200 ms are no jump, and a slow answer is none', async () => {
    const { clock, moved, state, primaryMs, seconds } = world();
    await clock.start();
    state.primaryOffsetMs += 200;
    expect(clock.reading()(primaryMs())).toBe(true);
    await seconds(2);
    state.thereMs = 3_000;
    await seconds(2);
    const fits = clock.reading();
    const readMs = primaryMs();
    await seconds(4);
    expect(fits(readMs)).toBe(true);
    expect(moved).toEqual([]);
  });

  test('[TIM2] is told once, however many batches saw it', async () => {
    const { clock, moved, state, primaryMs, seconds } = world();
    await clock.start();
    state.primaryOffsetMs += 5_000;
    for (let batch = 0; batch < 5; batch += 1) {
      expect(clock.reading()(primaryMs())).toBe(false);
    }
    await seconds(2);
    expect(moved).toHaveLength(1);
  });
});
