import { describe, expect, it } from 'vitest';
import type { PublicLot } from '../api/public-lot';
import { exposure, type MyPart, sectionOf, sequenceOf, sortMine } from './sections';

const lot = (id: number, of: Partial<PublicLot>): PublicLot => ({
  id,
  auctionId: 7,
  channel: 0,
  version: 1,
  lotNumber: id,
  format: 'english',
  state: 'open',
  currency: 'GBP',
  priceMinor: 1_000,
  askMinor: 1_100,
  bidCount: 2,
  leaderPaddle: 1,
  reserve: 'none',
  opensAtMs: 0,
  closesAtMs: id * 1_000,
  extensions: 0,
  ...of,
});

describe('what a lot is to its bidder', () => {
  it.each([
    ['open', 'winning', 'leading'],
    ['open', 'outbid', 'outbid'],
    ['scheduled', 'none', 'waiting'],
    ['held', 'winning', 'leading'],
    ['held', 'outbid', 'outbid'],
    ['sold', 'winning', 'won'],
    ['sold', 'outbid', 'lost'],
    ['passed', 'winning', 'lost'],
    ['withdrawn', 'winning', 'lost'],
  ] as const)('%s, %s: %s', (state, standing, section) => {
    expect(sectionOf(lot(1, { state }), { standing, won: null })).toBe(section);
  });

  it.each(['sealed', 'vickrey', 'multi-unit', 'dutch'] as const)(
    '[OFR1, DUT1] nobody is outbid on a %s lot: it waits for its end',
    (format) => {
      const nothing = { standing: 'none', won: null } as const;
      expect(sectionOf(lot(1, { format }), nothing)).toBe('waiting');
      const won = { standing: 'winning', won: { units: 1, totalMinor: 900 } } as const;
      expect(sectionOf(lot(1, { format, state: 'sold' }), won)).toBe('won');
    },
  );

  it('[DUT1] what was bought at a falling price is won while the clock goes on for the rest', () => {
    const bought = { standing: 'none', won: { units: 2, totalMinor: 1_800 } } as const;
    expect(sectionOf(lot(1, { format: 'dutch' }), bought)).toBe('won');
    const sold = lot(2, { state: 'sold', leaderPaddle: 9 });
    const sorted = sortMine([sold, lot(1, { format: 'dutch', closesAtMs: 9_000 })], ({ id }) =>
      id === 1 ? bought : { standing: 'winning', won: null },
    );
    expect(sorted.won).toEqual([1, 2]);
  });

  it('[REV1] who leads a tender will be paid: that is no money they lead for', () => {
    const tender = lot(1, { format: 'reverse', leaderPaddle: 9 });
    expect(exposure([tender], () => ({ standing: 'winning', won: null })).size).toBe(0);
  });

  const lots = [
    lot(4, {}),
    lot(1, { leaderPaddle: 9, priceMinor: 5_000 }),
    lot(3, {}),
    lot(2, { leaderPaddle: 9, priceMinor: 7_000 }),
    lot(5, { state: 'sold', leaderPaddle: 9 }),
    lot(6, { state: 'sold', leaderPaddle: 9 }),
    lot(7, { state: 'passed' }),
    lot(9, { state: 'scheduled', leaderPaddle: null, priceMinor: null }),
    lot(8, { leaderPaddle: 9, currency: 'EUR', priceMinor: 300 }),
  ];
  const part = ({ leaderPaddle }: PublicLot): MyPart => ({
    standing: leaderPaddle === 9 ? 'winning' : 'outbid',
    won: null,
  });

  it('open lots stand by their close, final ones the latest first', () => {
    const sorted = sortMine(lots, part);
    const open = { outbid: [3, 4], leading: [1, 2, 8], waiting: [9] };
    expect(sorted).toEqual({ ...open, won: [6, 5], lost: [7] });
    expect(sequenceOf(sorted)).toEqual([-1, 3, 4, -2, 1, 2, 8, -3, 9, -4, 6, 5, -5, 7]);
  });

  it('only lots that are led and not over count towards the exposure, by currency', () => {
    expect([...exposure(lots, part)]).toEqual([
      ['GBP', 12_000],
      ['EUR', 300],
    ]);
  });
});
