import { describe, expect, it } from 'vitest';
import type { PublicLot } from '@/lib/api/public-lot';
import { movesBetween } from '../lot-tile/moves';
import { arrange, readView, sequence, type View, viewQuery } from './arrange';

const MINUTE = 60_000;
const lot = (id: number, lotOf: Partial<PublicLot>): PublicLot => ({
  id,
  auctionId: 7,
  channel: 0,
  version: 1,
  lotNumber: id,
  format: 'english',
  state: 'open',
  currency: 'GBP',
  priceMinor: null,
  askMinor: 1_000,
  bidCount: 0,
  leaderPaddle: null,
  reserve: 'none',
  opensAtMs: 0,
  closesAtMs: 60 * MINUTE,
  extensions: 0,
  ...lotOf,
});

const lots = [
  lot(1, { state: 'sold', priceMinor: 9_000, closesAtMs: 1 * MINUTE }),
  lot(2, { priceMinor: 5_000, closesAtMs: 30 * MINUTE }),
  lot(3, { closesAtMs: 10 * MINUTE }),
  lot(4, { state: 'scheduled', closesAtMs: 5 * MINUTE }),
  lot(5, { priceMinor: 7_000, closesAtMs: 20 * MINUTE }),
  lot(6, { state: 'passed', closesAtMs: 2 * MINUTE }),
];
const now = { nowMs: 0, has: (id: number) => id === 5 || id === 1 };
const show = (view: Partial<View>) =>
  arrange(lots, { filter: 'all', sort: 'number', ...view }, now);

describe('a grid of lots', () => {
  it.each([
    [{}, [2, 3, 4, 5], [1, 6]],
    [{ sort: 'closing' }, [3, 5, 2, 4], [6, 1]],
    [{ sort: 'price' }, [5, 2, 3, 4], [1, 6]],
    [{ filter: 'open' }, [2, 3, 5], []],
    [{ filter: 'closing' }, [3], []],
    [{ filter: 'ended' }, [], [1, 6]],
    [{ filter: 'mine' }, [5], [1]],
  ] as [Partial<View>, number[], number[]][])('%j', (view, running, ended) => {
    expect(show(view)).toEqual({ running, ended });
  });

  it('a lot that ended counts as one that moved, even where the numbers stay in order', () => {
    const last = [lot(1, {}), lot(2, {})];
    const after = [lot(1, {}), lot(2, { state: 'passed' })];
    const view: View = { filter: 'all', sort: 'number' };
    const before = sequence(arrange(last, view, now));
    expect(movesBetween(before, sequence(arrange(after, view, now)))).toBe(1);
  });

  it('its address says what it shows; unknown words mean all lots by number', () => {
    const view: View = { filter: 'mine', sort: 'closing' };
    const query = viewQuery(view, '?transport=sse&sort=price');
    expect(query).toBe('?transport=sse&sort=closing&show=mine');
    const params = new URLSearchParams(query);
    expect(readView({ show: params.get('show'), sort: params.get('sort') })).toEqual(view);
    expect(readView({ show: 'everything', sort: ['a', 'b'] })).toEqual({
      filter: 'all',
      sort: 'number',
    });
    expect(viewQuery({ filter: 'all', sort: 'number' }, '?show=open')).toBe('');
  });
});
