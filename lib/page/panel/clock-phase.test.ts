import { describe, expect, it } from 'vitest';
import { aLot } from '../../live/testing/fake-world';
import { clockOff, clockPhase, isUnsure } from './clock-phase';

const lot = aLot(1, 1, { closesAtMs: 1_000_000 });
const at = (leftMs: number, errorMs = 0) => ({ nowMs: 1_000_000 - leftMs, errorMs });

describe('where a lot stands in its time', () => {
  it.each([
    [60_001, 'open'],
    [60_000, 'ending'],
    [10_001, 'ending'],
    [10_000, 'last'],
    [1, 'last'],
    [0, 'up'],
  ] as const)('%i ms before the close: %s', (leftMs, phase) => {
    expect(clockPhase(lot, at(leftMs))).toBe(phase);
  });

  it('[CLS1] an uncertain clock never ends bidding early', () => {
    expect(clockPhase(lot, at(-300, 400))).toBe('last');
    expect(clockPhase(lot, at(-400, 400))).toBe('up');
    expect(clockPhase(lot, at(0, Number.POSITIVE_INFINITY))).toBe('up');
  });

  it('says that a clock is off only when it surely is', () => {
    const time = { nowMs: 0, errorMs: 100, deviceAheadMs: -42_000 };
    expect(clockOff(time)).toEqual({ aheadS: -42, errorS: 0.1 });
    expect(clockOff({ ...time, deviceAheadMs: 2_050 })).toBeNull();
    expect(clockOff({ ...time, errorMs: Number.POSITIVE_INFINITY })).toBeNull();
    expect(clockOff(null)).toBeNull();
  });

  it('shows no countdown when it is unsure by more than a second', () => {
    expect(isUnsure({ nowMs: 0, errorMs: 1_001, deviceAheadMs: 0 })).toBe(true);
    expect(isUnsure({ nowMs: 0, errorMs: 1_000, deviceAheadMs: 0 })).toBe(false);
  });
});
