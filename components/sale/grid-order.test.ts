import { describe, expect, it } from 'vitest';
import { aLot } from '@/lib/live/testing/fake-world';
import { isShown, movedCount, orderOf } from './grid-order';

const lots = [
  aLot(1, 1, { closesAtMs: 300, priceMinor: 10 }),
  aLot(2, 1, { closesAtMs: 100, priceMinor: null }),
  aLot(3, 1, { closesAtMs: 50, priceMinor: 30, state: 'sold' }),
  aLot(4, 1, { closesAtMs: 10, priceMinor: 20, state: 'scheduled' }),
];

describe('the order of the grid', () => {
  it('by number, by what closes first, by price', () => {
    expect(orderOf(lots, 'number')).toEqual([1, 2, 3, 4]);
    expect(orderOf(lots, 'closing')).toEqual([2, 1, 4, 3]);
    expect(orderOf(lots, 'price')).toEqual([3, 4, 1, 2]);
  });

  it('counts lots that would move, and none that are new', () => {
    expect(movedCount([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(movedCount([1, 2, 3], [2, 1, 3])).toBe(2);
    expect(movedCount([1, 2, 3], [9, 1, 2, 3])).toBe(0);
  });

  it('filters by state and by what is mine', () => {
    const shown = (filter: Parameters<typeof isShown>[1]) =>
      lots.filter((lot) => isShown(lot, filter, lot.id === 3)).map((lot) => lot.id);
    expect(shown('all')).toEqual([1, 2, 3, 4]);
    expect(shown('open')).toEqual([1, 2, 4]);
    expect(shown('ended')).toEqual([3]);
    expect(shown('mine')).toEqual([3]);
  });
});
