import { expect, test } from 'vitest';
import type { PublicLot } from '../lib/api/public-lot';
import { type DemoBidder, nextDemoBid, readiness, valuationMinor } from './bidding';

const lot = (over: Partial<PublicLot>): PublicLot => ({
  id: 1,
  auctionId: 1,
  channel: 0,
  version: 2,
  lotNumber: 1,
  format: 'english',
  state: 'open',
  currency: 'GBP',
  priceMinor: null,
  askMinor: 10_000,
  bidCount: 0,
  leaderPaddle: null,
  reserve: 'none',
  opensAtMs: 0,
  closesAtMs: 600_000,
  extensions: 0,
  ...over,
});
const bidders: DemoBidder[] = [101, 102, 103, 104].map((paddle) => ({
  name: `b${paddle}`,
  paddle,
  keenness: 1,
}));
const room = (lots: PublicLot[]) => ({
  lots,
  bidders,
  middles: new Map(lots.map(({ id }) => [id, 100_000])),
  nowMs: 590_000,
});
/** A fixed sequence in place of chance. */
const sequence = (seed: number) => () => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return seed / 2 ** 32;
};

test('demo bidders only bid where a bid can be accepted, and never against themselves', () => {
  const lots = [
    lot({ id: 1, leaderPaddle: 101, askMinor: 20_000 }),
    lot({ id: 2, state: 'scheduled' }),
    lot({ id: 3, state: 'sold', askMinor: null }),
    lot({ id: 4, closesAtMs: 591_000 }),
  ];
  for (let seed = 1; seed <= 300; seed++) {
    const bid = nextDemoBid(room(lots), sequence(seed));
    expect(bid?.lotId).toBe(1);
    expect(bid?.bidder.paddle).not.toBe(101);
    expect(bid?.amountMinor).toBeGreaterThanOrEqual(20_000);
  }
});

test('nobody bids above what a lot is worth to them', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const bid = nextDemoBid(room([lot({ askMinor: 60_000 })]), sequence(seed));
    if (bid) expect(valuationMinor(bid.bidder, 1, 100_000)).toBeGreaterThanOrEqual(60_000);
  }
  expect(nextDemoBid(room([lot({ askMinor: 900_000 })]), sequence(1))).toBeNull();
});

test('the room pays more of a lot the nearer it comes to its close', () => {
  const times = { opensAtMs: 0, closesAtMs: 600_000 };
  expect(readiness(times, -5)).toBeCloseTo(0.5);
  expect(readiness(times, 300_000)).toBeCloseTo(0.75);
  expect(readiness(times, 700_000)).toBe(1);
});
