import fc from 'fast-check';
import type { LotCommand } from '../command';
import { fallMs } from '../formats/falling-price';
import type { LotOf, LotTerms } from '../state';
import { UNCONDITIONAL } from '../state';
import type { NaiveOfferEvent, NaiveOfferTerms } from './naive-offers';
import { type OfferFormat, offerLot } from './offer-room';

const OPENS_AT_MS = 10_000;
const CLOSES_AT_MS = 60_000;

/** Terms small enough for offers to crowd and to tie: prices to 100, a dozen units. */
export const offerTermsOf = (format: OfferFormat): fc.Arbitrary<NaiveOfferTerms> =>
  fc
    .record({
      format: fc.constant(format),
      start: fc.integer({ min: 1, max: 60 }),
      reserve: fc.option(fc.integer({ min: 1, max: 90 })),
      units: fc.integer({ min: 1, max: 12 }),
      step: fc.integer({ min: 1, max: 30 }),
      intervalMs: fc.integer({ min: 200, max: 9_000 }),
      opensAtMs: fc.constant(OPENS_AT_MS),
      closesAtMs: fc.constant(CLOSES_AT_MS),
      graceMs: fc.integer({ min: 0, max: 600 }),
    })
    .map((terms) => {
      if (format === 'multi-unit') return { ...terms, reserve: null };
      if (format !== 'dutch') return terms;
      // The price falls from far enough above its reserve for bids to catch it on its way.
      const start = terms.start + 60;
      return { ...terms, start, reserve: terms.reserve && Math.min(terms.reserve, start) };
    });

/** What happens to it: five bidders, time going on by up to two seconds an event, past the close. */
export const someOffers: fc.Arbitrary<NaiveOfferEvent[]> = fc
  .array(
    fc.record({
      what: fc.oneof(
        { weight: 30, arbitrary: fc.constant('exact' as const) },
        { weight: 2, arbitrary: fc.constantFrom('max' as const, 'clock-close' as const) },
        { weight: 1, arbitrary: fc.constantFrom('clerk-close' as const, 'withdraw' as const) },
      ),
      paddle: fc.integer({ min: 1, max: 5 }),
      amount: fc.integer({ min: 1, max: 130 }),
      units: fc.oneof(
        { weight: 3, arbitrary: fc.constant(1) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 14 }) },
      ),
      leastPart: fc.integer({ min: 0, max: 110 }),
      roll: fc.integer({ min: 0, max: 19 }),
      afterMs: fc.integer({ min: 0, max: 2_000 }),
      waitedMs: fc.integer({ min: 0, max: 900 }),
    }),
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((steps) => {
    let nowMs = OPENS_AT_MS;
    return steps.map(({ afterMs, waitedMs, roll, leastPart, ...event }) => {
      nowMs += afterMs;
      const times = { decidedAtMs: nowMs, receivedAtMs: nowMs - waitedMs };
      // Mostly one; now and then as many as wanted, or by mistake more.
      const least = leastPart < 70 ? 1 : Math.ceil((event.units * leastPart) / 100);
      return { ...event, ...times, least, isApproved: roll > 0 };
    });
  });

const sellingOf = ({ format, units, step, intervalMs }: NaiveOfferTerms) =>
  ({
    sealed: {},
    vickrey: {},
    'multi-unit': { units },
    dutch: { units, stepMinor: step, intervalMs },
  })[format];

/** The same lot to the engine, scheduled. */
export function offerLotOf(terms: NaiveOfferTerms): LotOf<OfferFormat> {
  const { format, start, step, intervalMs, opensAtMs, graceMs } = terms;
  const longest = { startMinor: start, stepMinor: step, intervalMs, floorMinor: 1 };
  return offerLot({
    format,
    selling: sellingOf(terms),
    startMinor: start,
    reserveMinor: terms.reserve,
    opensAtMs,
    closesAtMs: format === 'dutch' ? opensAtMs + fallMs(longest) : terms.closesAtMs,
    closeGraceMs: graceMs,
  } as Pick<LotTerms, 'format' | 'selling'> & { format: OfferFormat });
}

/** The same event as the engine's command. */
export function offerCommandOf(event: NaiveOfferEvent): LotCommand {
  if (event.what === 'withdraw') return { kind: 'withdrawLot' };
  if (event.what === 'clock-close') return { kind: 'closeLot', by: 'clock' };
  if (event.what === 'clerk-close') return { kind: 'closeLot', by: 'clerk' };
  const { paddle } = event;
  const userId = `user-${paddle}`;
  const status = event.isApproved ? 'approved' : 'suspended';
  return {
    kind: 'placeBid',
    bidder: { registrationId: 900 + paddle, userId, paddle, status, ...UNCONDITIONAL },
    userId,
    isHouse: false,
    bidKind: event.what,
    amountMinor: event.amount,
    units: event.units,
    leastUnits: event.least,
    receivedAtMs: event.receivedAtMs,
    receivedErrorMs: 1,
  };
}
