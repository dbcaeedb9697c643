import { describe, expect, it } from 'vitest';
import { createServerClock } from './server-clock';
import { createFakeTime } from './testing/fake-world';

/** What a server says that knows the time exactly. */
const sure = (nowMs: number) => ({ nowMs, errorMs: 0 });

describe('the primary’s clock as a page knows it', () => {
  it('knows nothing before anything was heard', () => {
    expect(createServerClock(createFakeTime().clock).read()).toBeNull();
  });

  it('[PSH7] a round trip bounds the error by half of it', () => {
    const time = createFakeTime(1_000_000);
    const clock = createServerClock(time.clock);
    time.pass(100);
    clock.answered(sure(2_000_050), 0);
    expect(clock.read()).toEqual({ nowMs: 2_000_100, errorMs: 50, deviceAheadMs: -1_000_000 });
  });

  it('quicker round trips narrow it, slower ones change nothing', () => {
    const time = createFakeTime();
    const clock = createServerClock(time.clock);
    time.pass(100);
    clock.answered(sure(2_000_050), 0);
    time.pass(10);
    clock.answered(sure(2_000_105), 100);
    expect(clock.read()?.errorMs).toBeCloseTo(5, 0);
    time.pass(1_000);
    clock.answered(sure(2_000_900), 110);
    expect(clock.read()?.errorMs).toBeCloseTo(5, 0);
  });

  it('without a round trip the error is unknown, the time is at least what was heard', () => {
    const time = createFakeTime();
    const clock = createServerClock(time.clock);
    clock.heard(sure(2_000_000));
    time.pass(500);
    expect(clock.read()).toMatchObject({
      nowMs: 2_000_500,
      errorMs: Number.POSITIVE_INFINITY,
    });
  });

  it('believes the newest when a clock jumped', () => {
    const time = createFakeTime();
    const clock = createServerClock(time.clock);
    time.pass(10);
    clock.answered(sure(2_000_005), 0);
    clock.heard(sure(2_060_000));
    expect(clock.read()?.nowMs).toBe(2_060_000);
  });

  it('[TIM1] what the server does not know itself is part of the error, and a surer one mends it', () => {
    const time = createFakeTime();
    const clock = createServerClock(time.clock);
    time.pass(10);
    // It is 2,000,010, and the server says 700 ms more.
    clock.answered({ nowMs: 2_000_710, errorMs: 800 }, 0);
    expect(clock.read()).toMatchObject({ nowMs: 2_000_715, errorMs: 805 });
    clock.heard({ nowMs: 2_000_710, errorMs: 800 });
    time.pass(10);
    clock.answered(sure(2_000_020), 10);
    expect(clock.read()?.nowMs).toBeCloseTo(2_000_025, 0);
    expect(clock.read()?.errorMs).toBeCloseTo(5, 0);
  });
});
