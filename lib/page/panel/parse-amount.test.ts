import { describe, expect, it } from 'vitest';
import { parseAmount } from './parse-amount';

describe('a maximum that a person typed', () => {
  it.each([
    ['4400', 'GBP', 440_000],
    [' £4,400.50 ', 'GBP', 440_050],
    ['４，４００', 'CNY', 440_000],
    ['gbp 4400', 'GBP', 440_000],
    ['12000', 'JPY', 12_000],
    ['1.234', 'KWD', 1_234],
  ])('[MNY1] %j in %s is %i', (text, currency, amountMinor) => {
    expect(parseAmount(text, currency, 1)).toEqual({ ok: true, value: amountMinor });
  });

  it.each([
    ['', 'GBP', 'not-amount'],
    ['-5', 'GBP', 'not-amount'],
    ['1e9', 'GBP', 'not-amount'],
    ['44,00', 'GBP', 'not-amount'],
    ['100.5', 'JPY', 'too-fine'],
    ['1.005', 'GBP', 'too-fine'],
    ['99999999999999999', 'GBP', 'not-amount'],
    ['4399.99', 'GBP', 'too-low'],
  ])('[MNY1] %j in %s is refused: %s', (text, currency, fault) => {
    expect(parseAmount(text, currency, 440_000)).toEqual({ ok: false, error: fault });
  });
});
