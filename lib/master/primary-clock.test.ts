import { describe, expect, test } from 'vitest';
import { createPrimaryClock } from './primary-clock';

/** A world in which the primary's clock and the network are what the test says. */
function world() {
  let monotonicMs = 1_000;
  const timers: { atMs: number; run: () => void }[] = [];
  const state = { primaryOffsetMs: 5_000_000, thereMs: 1, backMs: 1, down: false };
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
    async readMs() {
      monotonicMs += state.thereMs;
      if (state.down) throw new Error('no connection');
      const readMs = monotonicMs + state.primaryOffsetMs;
      monotonicMs += state.backMs;
      return readMs;
    },
  });
  return {
    clock,
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
