import fc from 'fast-check';
import type { LotCommand } from '../command';
import type { LotTermsOf } from '../state';
import type { Ladder } from '../terms/ladder';
import type { NaiveEvent } from './naive-lot';
import { houseTerms } from './room';

/** The close of generated lots; events begin shortly before, so that soft close and grace matter. */
const CLOSES_AT_MS = 100_000;

const ladders: fc.Arbitrary<Ladder> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 2, max: 400 }), { maxLength: 4 }),
    fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 5, maxLength: 5 }),
  )
  .map(([edges, steps]) =>
    [0, ...edges.toSorted((a, b) => a - b)].map((fromMinor, index) => ({
      fromMinor,
      stepMinor: steps[index] ?? 1,
    })),
  );

/** Above every start and reserve. */
const BUY_NOW_MINOR = 450;

/** Terms small enough for bids to crowd: prices to 500, steps to 30, all switches. */
export const someTerms: fc.Arbitrary<LotTermsOf<'english'>> = fc.record({
  format: fc.constant('english' as const),
  selling: fc.record({
    belowReserve: fc.constantFrom('steps' as const, 'in-full' as const),
    buyNowMinor: fc.constantFrom(null, BUY_NOW_MINOR),
  }),
  startMinor: fc.integer({ min: 1, max: 120 }),
  reserveMinor: fc.option(fc.integer({ min: 1, max: 440 })),
  ladder: ladders,
  opensAtMs: fc.constant(0),
  closesAtMs: fc.constant(CLOSES_AT_MS),
  softClose: fc.option(
    fc.record({
      windowMs: fc.integer({ min: 0, max: 3_000 }),
      extensionMs: fc.integer({ min: 0, max: 3_000 }),
      mode: fc.constantFrom('any' as const, 'leader' as const),
    }),
  ),
  closeGraceMs: fc.integer({ min: 0, max: 600 }),
  staleBid: fc.constant('accept' as const),
  offLadder: fc.constantFrom('keep' as const, 'round-down' as const),
  sellerId: fc.constant(null),
});

const reserves = {
  weight: 6,
  arbitrary: fc.constantFrom('reserve' as const, 'reserve' as const, 'no-reserve' as const),
};
const purchases = { weight: 3, arbitrary: fc.constant('buy' as const) };
const bids = { weight: 40, arbitrary: fc.constantFrom('max' as const, 'exact' as const) };
const closes = { weight: 4, arbitrary: fc.constant('clock-close' as const) };
const clerk = {
  weight: 1,
  arbitrary: fc.constantFrom('clerk-close' as const, 'withdraw' as const),
};

/** What happens to one lot: four bidders, in lane order, time going on by up to 700 ms an event. */
export const someEvents: fc.Arbitrary<NaiveEvent[]> = fc
  .array(
    fc.record({
      what: fc.oneof(bids, closes, clerk, reserves, purchases),
      paddle: fc.integer({ min: 1, max: 4 }),
      overMinor: fc.integer({ min: 1, max: 150 }),
      // What a new reserve is, or whether a purchase names the price on offer.
      atMinor: fc.integer({ min: 1, max: 470 }),
      approved: fc.integer({ min: 0, max: 19 }).map((roll) => roll > 0),
      // Two of the four may have the right, each now and then.
      rolled: fc.integer({ min: 0, max: 3 }),
      leftMinor: fc.option(fc.integer({ min: 0, max: 600 }), { freq: 3 }),
      afterMs: fc.integer({ min: 0, max: 700 }),
      waitedMs: fc.integer({ min: 0, max: 900 }),
    }),
    // As long as allowed: most lots are to reach their close.
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((steps) => {
    let nowMs = CLOSES_AT_MS - 6_000;
    return steps.map(({ afterMs, waitedMs, overMinor, atMinor, rolled, ...event }, index) => {
      nowMs += afterMs;
      const hasPriority = event.paddle > 2 && rolled > 0;
      // Amounts grow as a sale goes on, or nearly all would be refused after the first few.
      const bidMinor = 10 * index + overMinor;
      const boughtMinor = atMinor > 50 ? BUY_NOW_MINOR : BUY_NOW_MINOR + 1;
      // Where bids crowd, so that it may fall between the price and who leads (RES5); and anywhere.
      const reserveMinor = atMinor % 4 === 0 ? atMinor : Math.max(1, bidMinor - (atMinor % 90));
      const amountMinor =
        event.what === 'reserve' ? reserveMinor : event.what === 'buy' ? boughtMinor : bidMinor;
      const times = { decidedAtMs: nowMs, receivedAtMs: nowMs - waitedMs };
      return { ...event, hasPriority, amountMinor, ...times };
    });
  });

/** The same event as the engine's command. */
export function commandOf(event: NaiveEvent): LotCommand {
  if (event.what === 'withdraw') return { kind: 'withdrawLot' };
  if (event.what === 'clock-close') return { kind: 'closeLot', by: 'clock' };
  if (event.what === 'clerk-close') return { kind: 'closeLot', by: 'clerk' };
  if (event.what === 'no-reserve') return houseTerms({ reserveMinor: null });
  if (event.what === 'reserve') return houseTerms({ reserveMinor: event.amountMinor });
  const { paddle, leftMinor, hasPriority, amountMinor, receivedAtMs } = event;
  const userId = `user-${paddle}`;
  const asked = {
    bidder: {
      registrationId: 900 + paddle,
      userId,
      paddle,
      status: event.approved ? ('approved' as const) : ('suspended' as const),
      isDepositHeld: true,
      // What is bound elsewhere counts as much as what the limit is.
      limitMinor: leftMinor === null ? null : leftMinor + 1_000,
      elsewhereMinor: 1_000,
      hasPriority,
    },
    userId,
    isHouse: false,
    amountMinor,
    receivedAtMs,
    receivedErrorMs: 1,
  };
  if (event.what === 'buy') return { ...asked, kind: 'buyNow' };
  return { ...asked, kind: 'placeBid', bidKind: event.what };
}
