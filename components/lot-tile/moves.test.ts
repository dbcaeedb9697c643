import { describe, expect, it } from 'vitest';
import { movesBetween } from './moves';

describe('how many moved', () => {
  it.each([
    ['nothing', [1, 2, 3], [1, 2, 3], 0],
    ['one to the end is one, not all', [1, 2, 3, 4], [2, 3, 4, 1], 1],
    ['one to the front is one', [1, 2, 3, 4], [4, 1, 2, 3], 1],
    ['two neighbours that swap are one', [1, 2, 3], [2, 1, 3], 1],
    ['all reversed but one', [1, 2, 3, 4], [4, 3, 2, 1], 3],
    ['one went', [1, 2, 3], [1, 3], 1],
    ['one came', [1, 3], [1, 2, 3], 1],
    ['one went and another moved', [1, 2, 3, 4], [4, 2, 3], 2],
    ['from nothing', [], [1, 2], 2],
    ['to nothing', [1, 2], [], 2],
  ])('%s', (_what, shown, wanted, moves) => {
    expect(movesBetween(shown, wanted)).toBe(moves);
  });
});
