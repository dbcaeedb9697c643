import { describe, expect, it } from 'vitest';
import {
  AMOUNT_MAX_MINOR,
  CURRENCIES,
  divideHalfUp,
  isAmount,
  majorText,
  minorDigits,
  mulDiv,
  parseMajor,
  parseMinor,
} from './money';

describe('amounts from outside', () => {
  it.each([1, 100, AMOUNT_MAX_MINOR])('[MNY1] takes the whole amount %s', (value) => {
    expect(parseMinor(value)).toEqual({ ok: true, value });
    expect(isAmount(value)).toBe(true);
  });

  it.each([
    [0, 'out-of-range'],
    [-1, 'out-of-range'],
    [-0.5, 'not-whole'],
    [100.5, 'not-whole'],
    [AMOUNT_MAX_MINOR + 1, 'out-of-range'],
    [1e300, 'out-of-range'],
    [Number.POSITIVE_INFINITY, 'out-of-range'],
    [Number.NaN, 'not-a-number'],
    ['100', 'not-a-number'],
    [10n, 'not-a-number'],
    [null, 'not-a-number'],
    [undefined, 'not-a-number'],
    [[100], 'not-a-number'],
    [{ amountMinor: 100 }, 'not-a-number'],
  ])('[MNY1] refuses %s as %s and names the range', (value, kind) => {
    const range = { leastMinor: 1, mostMinor: AMOUNT_MAX_MINOR };
    expect(parseMinor(value)).toEqual({ ok: false, error: { kind, ...range } });
  });

  it.each([0, -1, 1.5, AMOUNT_MAX_MINOR + 1, Number.NaN, Number.POSITIVE_INFINITY])(
    '[MNY1] the quick check refuses %s too',
    (value) => {
      expect(isAmount(value)).toBe(false);
    },
  );
});

describe('amounts that a person typed', () => {
  it.each([
    ['127.50', 'USD', 12750],
    ['9.9', 'USD', 990],
    ['0.01', 'GBP', 1],
    [' 1,250 ', 'GBP', 125000],
    ['1,234,567.89', 'EUR', 123456789],
    ['100.', 'USD', 10000],
    ['100', 'JPY', 100],
    ['100.0', 'JPY', 100],
    ['1.234', 'KWD', 1234],
  ] as const)('[MNY1] reads %s %s as %s', (text, currency, value) => {
    expect(parseMajor(text, currency)).toEqual({ ok: true, value });
  });

  it.each([
    ['100.5', 'JPY', 'not-whole'],
    ['0.005', 'USD', 'not-whole'],
    ['0', 'USD', 'out-of-range'],
    ['99999999999999999', 'JPY', 'out-of-range'],
    ['100000000000.01', 'USD', 'out-of-range'],
    ['', 'USD', 'not-a-number'],
    ['-5', 'USD', 'not-a-number'],
    ['1e3', 'USD', 'not-a-number'],
    ['12,50', 'EUR', 'not-a-number'],
    ['£5', 'GBP', 'not-a-number'],
  ] as const)('[MNY1] refuses %s %s as %s', (text, currency, kind) => {
    expect(parseMajor(text, currency)).toMatchObject({ ok: false, error: { kind } });
  });

  it.each(CURRENCIES)('[MNY1] %s written out reads back', (currency) => {
    for (const value of [1, 99, 1_234_567, AMOUNT_MAX_MINOR]) {
      expect(parseMajor(majorText(value, currency), currency)).toEqual({ ok: true, value });
    }
  });

  it('[MNY1] digits follow ISO 4217 and unknown codes have none', () => {
    expect(['GBP', 'JPY', 'KWD', 'XXX', 'toString'].map(minorDigits)).toEqual([
      2,
      0,
      3,
      null,
      null,
    ]);
    expect(majorText(5, 'USD')).toBe('0.05');
    expect(majorText(5, 'JPY')).toBe('5');
  });
});

describe('products', () => {
  it('[MNY1] are exact where doubles are not', () => {
    expect(mulDiv(9_999_999_999_999, 9_999, 10_000)).toBe(9_998_999_999_999);
    expect(mulDiv(AMOUNT_MAX_MINOR, 10_000, 10_000)).toBe(AMOUNT_MAX_MINOR);
  });

  it('[MNY1] round half up', () => {
    expect([mulDiv(1, 1, 2), mulDiv(1, 1, 3), mulDiv(2, 1, 3), mulDiv(1005, 1, 10)]).toEqual([
      1, 0, 1, 101,
    ]);
  });

  it('[MNY1] throw rather than be inexact', () => {
    expect(() => mulDiv(AMOUNT_MAX_MINOR, 10_000, 1)).toThrow(RangeError);
    expect(() => mulDiv(1.5, 1, 1)).toThrow(RangeError);
    expect(() => divideHalfUp(-1n, 2n)).toThrow(RangeError);
    expect(() => divideHalfUp(1n, 0n)).toThrow(RangeError);
  });
});
