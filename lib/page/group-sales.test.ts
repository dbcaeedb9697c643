import { describe, expect, it } from 'vitest';
import { groupSales, opensFirstMs } from './group-sales';

const card = (id: number, state: 'draft' | 'published' | 'live' | 'ended') => ({
  auction: { id, state },
});

describe('the list of sales', () => {
  it('keeps the order within each group, and every sale is in exactly one', () => {
    const cards = [card(1, 'live'), card(2, 'ended'), card(3, 'published'), card(4, 'live')];
    const groups = groupSales([...cards, card(5, 'draft')]);
    const ids = (group: keyof typeof groups) => groups[group].map(({ auction }) => auction.id);
    expect([ids('live'), ids('coming'), ids('results'), ids('drafts')]).toEqual([
      [1, 4],
      [3],
      [2],
      [5],
    ]);
  });

  it('knows when the first of them opens; a sale without a time does not count', () => {
    const at = (opensAt: string | null) => ({ auction: { opensAt } });
    expect(opensFirstMs([at(null), at('2026-06-06T14:00:00Z'), at('2026-06-05T14:00:00Z')])).toBe(
      Date.UTC(2026, 5, 5, 14),
    );
    expect(opensFirstMs([at(null)])).toBeNull();
  });
});
