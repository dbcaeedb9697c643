import { expect, test } from 'vitest';
import { parseUnits } from './parse-units';

test.each([
  ['1', 1],
  [' 20 ', 20],
  ['１２', 12],
  ['1,000,000', 1_000_000],
  ['0', null],
  ['', null],
  ['1.5', null],
  ['-3', null],
  ['1000001', null],
  ['ten', null],
])('[MUL2] %j typed as a number of units is %j', (text, units) => {
  expect(parseUnits(text)).toBe(units);
});
