import { describe, expect, it } from 'vitest';
import { minor } from '../testing/room';
import {
  EBAY_US,
  HOUSE_GBP,
  LADDER_BANDS_MAX,
  parseLadder,
  roundDown,
  roundUp,
  stepAt,
} from './ladder';

describe('steps', () => {
  it.each([
    [0.01, 0.05],
    [0.99, 0.05],
    [1, 0.25],
    [4.99, 0.25],
    [5, 0.5],
    [24.99, 0.5],
    [25, 1],
    [99.99, 1],
    [100, 2.5],
    [249.99, 2.5],
    [250, 5],
    [500, 10],
    [1000, 25],
    [2499.99, 25],
    [2500, 50],
    [4999.99, 50],
    [5000, 100],
    [99_999, 100],
  ])('[INC] at %s eBay steps by %s', (price, step) => {
    expect(stepAt(EBAY_US, minor(price))).toBe(minor(step));
  });

  it('[INC] 127.50 is followed by 130.00', () => {
    expect(minor(127.5) + stepAt(EBAY_US, minor(127.5))).toBe(minor(130));
  });
});

describe('the amounts of a ladder', () => {
  it.each([
    [127.3, 125, 127.5],
    [125, 125, 125],
    [99.99, 99, 100],
    [249.99, 247.5, 250],
    [100, 100, 100],
  ])('[PRX5] %s lies between %s and %s', (amount, down, up) => {
    expect(roundDown(EBAY_US, minor(amount))).toBe(minor(down));
    expect(roundUp(EBAY_US, minor(amount))).toBe(minor(up));
  });

  it('[PRX5] a band edge ends a step that does not fit below it', () => {
    const ladder = [
      { fromMinor: 0, stepMinor: 30 },
      { fromMinor: 100, stepMinor: 50 },
    ];
    expect([roundDown(ladder, 99), roundUp(ladder, 99), roundUp(ladder, 101)]).toEqual([
      90, 100, 150,
    ]);
  });
});

describe('reading a ladder', () => {
  it.each([
    ['EBAY_US', EBAY_US],
    ['HOUSE_GBP', HOUSE_GBP],
  ])('[INC] %s can stand', (_name, ladder) => {
    expect(parseLadder(JSON.parse(JSON.stringify(ladder)))).toEqual({ ok: true, value: ladder });
  });

  const first = { fromMinor: 0, stepMinor: 5 };
  it.each([
    ['no array', {}, 'not-a-ladder', null],
    ['no band', [], 'not-a-ladder', null],
    ['too many bands', Array(LADDER_BANDS_MAX + 1).fill(first), 'too-many-bands', LADDER_BANDS_MAX],
    ['a band that is none', [first, null], 'not-a-ladder', 1],
    ['a gap below the first band', [{ fromMinor: 1, stepMinor: 5 }], 'starts-above-zero', 0],
    ['bands out of order', [first, { fromMinor: 9, stepMinor: 5 }, first], 'not-ascending', 2],
    ['a band twice', [first, first], 'not-ascending', 1],
    ['a step of 0', [{ fromMinor: 0, stepMinor: 0 }], 'bad-step', 0],
    ['a negative step', [first, { fromMinor: 9, stepMinor: -5 }], 'bad-step', 1],
    ['a fractional step', [{ fromMinor: 0, stepMinor: 2.5 }], 'bad-step', 0],
    ['a step in text', [{ fromMinor: 0, stepMinor: '5' }], 'bad-step', 0],
    ['a negative band', [{ fromMinor: -1, stepMinor: 5 }], 'bad-from', 0],
    ['a band in text', [first, { fromMinor: '9', stepMinor: 5 }], 'bad-from', 1],
  ])('[INC] refuses %s', (_what, json, kind, band) => {
    expect(parseLadder(json)).toEqual({ ok: false, error: { kind, band } });
  });
});
