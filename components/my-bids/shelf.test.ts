import { describe, expect, it } from 'vitest';
import { aLot } from '@/lib/live/testing/fake-world';
import { shelfOf } from './shelf';

describe('where one of my lots belongs', () => {
  it.each([
    ['open', 218, 'leading'],
    ['open', 305, 'outbid'],
    ['held', 218, 'leading'],
    ['sold', 218, 'won'],
    ['sold', 305, 'lost'],
    ['passed', 218, 'lost'],
    ['withdrawn', 218, 'lost'],
  ] as const)('%s, led by %i: %s', (state, leaderPaddle, shelf) => {
    expect(shelfOf(aLot(1, 1, { state, leaderPaddle }), 218)).toBe(shelf);
  });
});
