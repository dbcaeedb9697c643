import { describe, expect, it } from 'vitest';
import type { PublicLot } from '../api/public-lot';
import type { Standing } from './panel/panel-state';
import { exposure, sectionOf, sequenceOf, sortMine } from './sections';

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
    expect(sectionOf(lot(1, { state }), standing)).toBe(section);
  });

  it.each(['sealed', 'vickrey', 'multi-unit', 'dutch'] as const)(
    '[OFR1, DUT1] nobody is outbid on a %s lot: it waits for its end',
    (format) => {
      expect(sectionOf(lot(1, { format }), 'none')).toBe('waiting');
      expect(sectionOf(lot(1, { format, state: 'sold' }), 'winning')).toBe('won');
    },
  );

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
  const standing = ({ leaderPaddle }: PublicLot): Standing =>
    leaderPaddle === 9 ? 'winning' : 'outbid';

  it('open lots stand by their close, final ones the latest first', () => {
    const sorted = sortMine(lots, standing);
    const open = { outbid: [3, 4], leading: [1, 2, 8], waiting: [9] };
    expect(sorted).toEqual({ ...open, won: [6, 5], lost: [7] });
    expect(sequenceOf(sorted)).toEqual([-1, 3, 4, -2, 1, 2, 8, -3, 9, -4, 6, 5, -5, 7]);
  });

  it('only lots that are led and not over count towards the exposure, by currency', () => {
    expect([...exposure(lots, standing)]).toEqual([
      ['GBP', 12_000],
      ['EUR', 300],
    ]);
  });
});
