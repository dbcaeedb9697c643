import { expect, test } from 'vitest';
import { type LotOutcome, needsReserve, reportOf, verdictOf } from './outcome';
import { planLots } from './plan';

const lot = (over: Partial<LotOutcome>): LotOutcome => ({
  auctionId: '7',
  finalMinor: 1000,
  computedMinor: 1000,
  withReserve: null,
  refused: 0,
  ...over,
});

test('a lot is exact to the cent, explained by its reserve, or it differs', () => {
  expect(verdictOf(lot({}))).toBe('exact');
  const above = { computedMinor: 900, finalMinor: 1000 };
  expect(verdictOf(lot({ ...above, withReserve: { priceMinor: 1000, sold: true } }))).toBe(
    'reserve',
  );
  expect(verdictOf(lot({ ...above, withReserve: { priceMinor: 1000, sold: false } }))).toBe(
    'differ',
  );
  expect(verdictOf(lot({ computedMinor: 1001 }))).toBe('differ');
});

test('only lots recorded above our price are run again', () => {
  expect(needsReserve({ finalMinor: 1000, computedMinor: 999 })).toBe(true);
  expect(needsReserve({ finalMinor: 1000, computedMinor: null })).toBe(true);
  expect(needsReserve({ finalMinor: 1000, computedMinor: 1000 })).toBe(false);
  expect(needsReserve({ finalMinor: 999, computedMinor: 1000 })).toBe(false);
});

test('the last line counts and the table names each lot that differs', () => {
  const lines = reportOf([
    lot({ refused: 2 }),
    lot({ auctionId: '8', computedMinor: 1100, refused: 1 }),
  ]);
  expect(lines.at(-1)).toBe('lots=2 exact=1 reserve=0 differ=1 refused=3');
  expect(lines.find((line) => line.startsWith('8 '))).toMatch(/10\.00\s+11\.00\s+–/);
  expect(lines.some((line) => line.startsWith('7 '))).toBe(false);
});

test('bids of a lot are played in time order, equal times in file order', () => {
  const bid = { auctionId: '7', openingMinor: 1, finalMinor: 9, item: 'Lamp' };
  const plan = planLots([
    { ...bid, line: 2, bidder: 'late', amountMinor: 3, timeDays: 2 },
    { ...bid, line: 3, bidder: 'first', amountMinor: 1, timeDays: 1 },
    { ...bid, line: 4, bidder: 'second', amountMinor: 2, timeDays: 1 },
  ]);
  expect(plan.ok && plan.value[0]?.bids.map(({ bidder }) => bidder)).toEqual([
    'first',
    'second',
    'late',
  ]);
});

test('rows of one auction with different final prices are named by line', () => {
  const bid = { auctionId: '7', item: 'Lamp', bidder: 'b', amountMinor: 1, timeDays: 1 };
  const plan = planLots([
    { ...bid, line: 2, openingMinor: 1, finalMinor: 9 },
    { ...bid, line: 3, openingMinor: 1, finalMinor: 8 },
  ]);
  expect(plan).toMatchObject({ ok: false, error: { line: 3 } });
});
