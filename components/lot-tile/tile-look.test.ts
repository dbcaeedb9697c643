import { describe, expect, it } from 'vitest';
import type { PublicLot } from '@/lib/api/public-lot';
import { tileLook } from './tile-look';

const open: PublicLot = {
  id: 42,
  auctionId: 7,
  channel: 0,
  version: 3,
  lotNumber: 14,
  format: 'english',
  state: 'open',
  currency: 'GBP',
  priceMinor: 440_000,
  askMinor: 460_000,
  bidCount: 17,
  leaderPaddle: 305,
  reserve: 'met',
  opensAtMs: 0,
  closesAtMs: 1_000,
  extensions: 0,
};
const seen = { standing: 'none', isProven: true, isTimeUp: false } as const;
const look = (lot: Partial<PublicLot>, how: Partial<Parameters<typeof tileLook>[1]> = {}) =>
  tileLook({ ...open, ...lot }, { ...seen, ...how });

describe('a lot in a list', () => {
  it.each([
    ['scheduled', {}, 'dotted', null],
    ['open', {}, 'solid', null],
    ['open', { standing: 'winning' }, 'winning', { tone: 'winning', word: 'winning' }],
    ['open', { standing: 'outbid' }, 'outbid', { tone: 'outbid', word: 'outbid' }],
    ['open', { isTimeUp: true }, 'solid', { tone: 'neutral', word: 'up' }],
    ['held', {}, 'hold', { tone: 'neutral', word: 'held' }],
    ['sold', {}, 'final', { tone: 'neutral', word: 'sold' }],
    ['sold', { standing: 'winning' }, 'final-mine', { tone: 'winning', word: 'toYou' }],
    ['sold', { standing: 'outbid' }, 'final', { tone: 'neutral', word: 'sold' }],
    ['passed', {}, 'final', { tone: 'neutral', word: 'passed' }],
    ['withdrawn', {}, 'final', { tone: 'neutral', word: 'withdrawn' }],
  ] as const)('%s %j hangs from a %s rule', (state, how, rule, chip) => {
    expect(look({ state }, how)).toMatchObject({ rule, chip, isPriceStale: false });
  });

  it('an unproven open lot has a dashed rule, no confident price, its last standing in words', () => {
    expect(look({}, { standing: 'winning', isProven: false })).toEqual({
      rule: 'stale',
      chip: { tone: 'stale', word: 'winning' },
      isPriceStale: true,
      isFinal: false,
    });
  });

  it('what is final stays confident without a connection', () => {
    for (const state of ['sold', 'passed', 'withdrawn'] as const) {
      const { rule, isPriceStale } = look({ state }, { isProven: false });
      expect([rule, isPriceStale]).toEqual(['final', false]);
    }
  });
});
