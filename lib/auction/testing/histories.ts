import fc from 'fast-check';
import type { LotCommand } from '../command';
import type { Ladder } from '../ladder';
import { type LotTermsOf, PLAIN_ENGLISH, UNCONDITIONAL } from '../state';
import type { NaiveEvent } from './naive-lot';

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

/** Terms small enough for bids to crowd: prices to 500, steps to 30, all switches. */
export const someTerms: fc.Arbitrary<LotTermsOf<'english'>> = fc.record({
  format: fc.constant('english' as const),
  selling: fc.constant(PLAIN_ENGLISH),
  startMinor: fc.integer({ min: 1, max: 120 }),
  reserveMinor: fc.option(fc.integer({ min: 1, max: 400 })),
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
      what: fc.oneof(bids, closes, clerk),
      paddle: fc.integer({ min: 1, max: 4 }),
      overMinor: fc.integer({ min: 1, max: 150 }),
      approved: fc.integer({ min: 0, max: 19 }).map((roll) => roll > 0),
      afterMs: fc.integer({ min: 0, max: 700 }),
      waitedMs: fc.integer({ min: 0, max: 900 }),
    }),
    // As long as allowed: most lots are to reach their close.
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((steps) => {
    let nowMs = CLOSES_AT_MS - 6_000;
    return steps.map(({ afterMs, waitedMs, overMinor, ...event }, index) => {
      nowMs += afterMs;
      // Amounts grow as a sale goes on, or nearly all would be refused after the first few.
      const amountMinor = 10 * index + overMinor;
      return { ...event, amountMinor, decidedAtMs: nowMs, receivedAtMs: nowMs - waitedMs };
    });
  });

/** The same event as the engine's command. */
export function commandOf(event: NaiveEvent): LotCommand {
  if (event.what === 'withdraw') return { kind: 'withdrawLot' };
  if (event.what === 'clock-close') return { kind: 'closeLot', by: 'clock' };
  if (event.what === 'clerk-close') return { kind: 'closeLot', by: 'clerk' };
  const userId = `user-${event.paddle}`;
  const status = event.approved ? 'approved' : 'suspended';
  return {
    kind: 'placeBid',
    bidder: {
      registrationId: 900 + event.paddle,
      userId,
      paddle: event.paddle,
      status,
      ...UNCONDITIONAL,
    },
    userId,
    isHouse: false,
    bidKind: event.what,
    amountMinor: event.amountMinor,
    receivedAtMs: event.receivedAtMs,
    receivedErrorMs: 1,
  };
}
