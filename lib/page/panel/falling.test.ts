import { describe, expect, it } from 'vitest';
import { aLot } from '../../live/testing/fake-world';
import { askAt, fallsByItself, nextFallMs, shownMinor } from './falling';

const FALL = { sinceMs: 0, startMinor: 100_000, stepMinor: 5_000, intervalMs: 30_000 };
const dutch = (floorMinor: number | null, more = {}) =>
  aLot(1, 1, {
    format: 'dutch',
    priceMinor: null,
    askMinor: 100_000,
    closesAtMs: 210_000,
    falling: { ...FALL, floorMinor },
    ...more,
  });

describe('a price that falls by itself', () => {
  it.each([
    [-5_000, 100_000],
    [0, 100_000],
    [89_999, 90_000],
    [90_000, 85_000],
    [180_000, 70_000],
    [209_999, 70_000],
    [10_000_000, 70_000],
  ])(
    '[DUT1, DUT2] 1000, 50 less every 30 s down to 700: after %i ms it is %i',
    (atMs, expected) => {
      expect(askAt(dutch(70_000), atMs)).toBe(expected);
    },
  );

  it('[DUT2] while its reserve is secret it falls on, to the least amount there is', () => {
    expect(askAt(dutch(null), 210_000)).toBe(65_000);
    expect(askAt(dutch(null), 1e12)).toBe(1);
  });

  it('[DUT1] is nobody’s bid while it falls; at the hammer it is', () => {
    expect(fallsByItself(dutch(null))).toBe(true);
    expect(fallsByItself(dutch(null, { state: 'sold' }))).toBe(false);
    expect(fallsByItself(aLot(1, 1, {}))).toBe(false);
  });

  it.each([
    [0, 30_000],
    [29_999, 30_000],
    [30_000, 60_000],
    [179_999, 180_000],
    [180_000, null],
  ])('[DUT1] after %i ms it falls next at %j', (atMs, expected) => {
    expect(nextFallMs(dutch(70_000), atMs)).toBe(expected);
  });

  it('[DUT1] what was bought last is not the price while more are left, and is it in the end', () => {
    const bought = { priceMinor: 95_000 };
    expect(shownMinor(dutch(70_000, bought), 60_000)).toBe(90_000);
    const sold = { ...bought, state: 'sold', askMinor: null };
    expect(shownMinor(dutch(70_000, sold), 60_000)).toBe(95_000);
    expect(nextFallMs(dutch(70_000, sold), 60_000)).toBeNull();
    expect(askAt(dutch(70_000, { state: 'scheduled' }), 60_000)).toBe(100_000);
  });

  it('[PRX1] any other lot is shown at its price, else at its start', () => {
    expect(shownMinor(aLot(1, 1, { priceMinor: 420, askMinor: 440 }), 0)).toBe(420);
    expect(shownMinor(aLot(1, 1, { priceMinor: null, askMinor: 400 }), 0)).toBe(400);
  });
});
