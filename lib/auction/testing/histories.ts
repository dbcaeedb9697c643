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
  reserveMinor: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 440 }),
    // Above most bids, so that it may be cut to a limit that it has not met (RES5).
    fc.integer({ min: 380, max: BUY_NOW_MINOR }),
  ),
  ladder: ladders,
  opensAtMs: fc.constant(0),
  closesAtMs: fc.constant(CLOSES_AT_MS),
  softClose: fc.option(
    fc.record(
      {
        windowMs: fc.integer({ min: 0, max: 3_000 }),
        extensionMs: fc.integer({ min: 0, max: 3_000 }),
        mode: fc.constantFrom('any' as const, 'leader' as const),
        mostExtensions: fc.integer({ min: 1, max: 2 }),
        latestEndMs: fc.integer({ min: CLOSES_AT_MS, max: CLOSES_AT_MS + 3_000 }),
      },
      { requiredKeys: ['windowMs', 'extensionMs', 'mode'] },
    ),
  ),
  closeGraceMs: fc.integer({ min: 0, max: 600 }),
  staleBid: fc.constant('accept' as const),
  offLadder: fc.constantFrom('keep' as const, 'round-down' as const),
  sellerId: fc.constant(null),
});

const reserves = {
  weight: 6,
  arbitrary: fc
    .integer({ min: 0, max: 4 })
    .map((roll) => (roll > 0 ? ('reserve' as const) : ('no-reserve' as const))),
};
const purchases = { weight: 3, arbitrary: fc.constant('buy' as const) };
const bids = { weight: 40, arbitrary: fc.constantFrom('max' as const, 'exact' as const) };
const closes = { weight: 4, arbitrary: fc.constant('clock-close' as const) };
const clerk = {
  weight: 1,
  arbitrary: fc.constantFrom('clerk-close' as const, 'withdraw' as const),
};

/** Of the amounts so far, one between the two highest: where a new reserve may cut a limit (RES5). */
function betweenTheHighest(amountsMinor: readonly number[], part: number): number {
  const [highest = 430, second = 1] = amountsMinor.toSorted((one, other) => other - one);
  return highest - (part % Math.max(1, highest - second));
}

const single = fc.record({
  what: fc.oneof(bids, closes, clerk, reserves, purchases),
  paddle: fc.integer({ min: 1, max: 4 }),
  // Tens, now and then, are met again by a later bid.
  overMinor: fc.oneof(
    fc.integer({ min: 1, max: 150 }),
    fc.integer({ min: 1, max: 15 }).map((tens) => 10 * tens),
  ),
  // What a new reserve is, or whether a purchase names the price on offer.
  atMinor: fc.integer({ min: 1, max: 470 }),
  approved: fc.integer({ min: 0, max: 19 }).map((roll) => roll > 0),
  // Two of the four may have the right, each now and then.
  rolled: fc.integer({ min: 0, max: 3 }),
  leftMinor: fc.option(fc.integer({ min: 0, max: 600 }), { freq: 3 }),
  afterMs: fc.integer({ min: 0, max: 700 }),
  waitedMs: fc.integer({ min: 0, max: 900 }),
});

/** A limit far above the others, and a reserve that comes down under it (RES5). */
const cuts = fc.tuple(single, single).map(([bid, lowered]) => [
  {
    ...bid,
    what: 'max' as const,
    approved: true,
    leftMinor: null,
    overMinor: bid.overMinor + 80,
    waitedMs: 0,
  },
  { ...lowered, what: 'reserve' as const, atMinor: 4 * (lowered.atMinor >> 2) + 1 },
]);

/** What happens to one lot: four bidders, in lane order, time going on by up to 700 ms an event. */
export const someEvents: fc.Arbitrary<NaiveEvent[]> = fc
  .array(
    fc.oneof({ weight: 30, arbitrary: single.map((one) => [one]) }, { weight: 1, arbitrary: cuts }),
    // As long as allowed: most lots are to reach their close.
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((drawn) => drawn.flat())
  .map((steps) => {
    let nowMs = CLOSES_AT_MS - 6_000;
    const bidsMinor: number[] = [];
    return steps.map(({ afterMs, waitedMs, overMinor, atMinor, rolled, ...event }, index) => {
      nowMs += afterMs;
      const hasPriority = event.paddle > 2 && rolled > 0;
      // Amounts grow as a sale goes on, or nearly all would be refused after the first few.
      const bidMinor = 10 * index + overMinor;
      const boughtMinor = atMinor > 50 ? BUY_NOW_MINOR : BUY_NOW_MINOR + 1;
      const reserveMinor = atMinor % 4 === 0 ? atMinor : betweenTheHighest(bidsMinor, atMinor);
      const amountMinor =
        event.what === 'reserve' ? reserveMinor : event.what === 'buy' ? boughtMinor : bidMinor;
      if (event.what === 'max' || event.what === 'exact') bidsMinor.push(bidMinor);
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
