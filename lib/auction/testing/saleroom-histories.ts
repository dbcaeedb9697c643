import fc from 'fast-check';
import type { LotCommand } from '../command';
import type { ClerkOrder } from '../house/clerk-order';
import { publicLot } from '../public-lot';
import type { LotState } from '../state';
import type { SaleroomEvent, SaleroomTerms } from './naive-saleroom';
import { bidder } from './room';

/** Small amounts and few steps, so that bids crowd, tie and meet the reserve. */
export const someSaleroom: fc.Arbitrary<SaleroomTerms> = fc.record({
  startMinor: fc.integer({ min: 1, max: 60 }),
  reserveMinor: fc.option(fc.integer({ min: 1, max: 300 })),
  ladder: fc
    .tuple(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 50, max: 200 }),
      fc.integer({ min: 1, max: 30 }),
    )
    .map(([stepMinor, fromMinor, next]) => [
      { fromMinor: 0, stepMinor },
      { fromMinor, stepMinor: next },
    ]),
  tie: fc.constantFrom('first' as const, 'floor' as const),
});

const WHATS: readonly { weight: number; what: SaleroomEvent['what'] }[] = [
  { weight: 14, what: 'max' },
  { weight: 8, what: 'exact' },
  { weight: 18, what: 'floor' },
  { weight: 5, what: 'warn' },
  { weight: 5, what: 'call' },
  { weight: 2, what: 'hold' },
  { weight: 14, what: 'resume' },
  { weight: 3, what: 'step' },
  { weight: 6, what: 'undo' },
  { weight: 3, what: 'sell' },
  { weight: 1, what: 'pass' },
  { weight: 14, what: 'block' },
  { weight: 14, what: 'reopen' },
];

const single = fc
  .record({
    what: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('withdraw' as const, 'pass' as const) },
      ...WHATS.map(({ weight, what }) => ({ weight: 4 * weight, arbitrary: fc.constant(what) })),
    ),
    paddle: fc.integer({ min: 0, max: 3 }),
    // Mostly at the price or near the ask, which is where ties are.
    amountMinor: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 0, max: 120 }),
    ),
    isStale: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
  })
  .map((one): SaleroomEvent[] => [one]);

const PLAIN = { paddle: 0, amountMinor: 0, isStale: false } as const;
const event = (what: SaleroomEvent['what'], more: Partial<SaleroomEvent> = {}): SaleroomEvent => ({
  what,
  ...PLAIN,
  ...more,
});
/** What single events seldom come to, in a row: a hammer, what is undone at once, a tie, a raise to the reserve. */
const rows = fc.oneof(
  fc.constant([event('warn'), event('call'), event('sell')]),
  fc.constant([event('hold'), event('resume'), event('undo')]),
  fc.constant([event('step', { amountMinor: 3 }), event('undo')]),
  fc.constant([event('warn'), event('call'), event('undo'), event('undo')]),
  fc.constant([event('exact', { paddle: 2, amountMinor: 30 }), event('floor', { paddle: 2 })]),
  fc
    .integer({ min: 1, max: 3 })
    .map((paddle) => [20, 300].map((amountMinor) => event('max', { paddle, amountMinor }))),
);

/**
 * What a saleroom and those afar do to one lot: three paddles and the room, in lane order. Amounts of bids
 * are over the price; see `inPlace`.
 */
export const someSaleroomEvents: fc.Arbitrary<SaleroomEvent[]> = fc
  .array(fc.oneof({ weight: 12, arbitrary: single }, { weight: 3, arbitrary: rows }), {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  })
  .map((events) => [event('block'), ...events.flat()]);

/** The event as it is when its turn has come: bids are over the price, and mostly the right buyer is named. */
export function inPlace(event: SaleroomEvent, state: LotState): SaleroomEvent {
  const { what, paddle, amountMinor } = event;
  const { priceMinor, leaderPaddle } = publicLot(state);
  if (what === 'step') return { ...event, amountMinor: amountMinor % 4 };
  if (what === 'sell') {
    const isRoom = priceMinor !== null && leaderPaddle === null;
    return paddle === 3 ? event : { ...event, paddle: isRoom ? 1 : 0 };
  }
  const isAfar = what === 'max' || what === 'exact';
  if (!isAfar && what !== 'floor') return event;
  const overMinor = (priceMinor ?? state.startMinor) + amountMinor;
  return { ...event, paddle: isAfar ? 1 + (paddle % 3) : paddle, amountMinor: overMinor };
}

const LETTERS = ['A', 'B', 'C'];

/** Who has a paddle in generated salerooms. */
export const paddleOf = (paddle: number) => bidder(LETTERS[paddle - 1] ?? 'A');
const who = (paddle: number) => (paddle === 0 ? null : paddleOf(paddle));

function orderOf(event: SaleroomEvent, state: LotState): ClerkOrder | null {
  const { version, leaderPaddle, priceMinor } = publicLot(state);
  const seenVersion = event.isStale ? version - 1 : version;
  switch (event.what) {
    case 'floor':
      return { kind: 'takeFloorBid', amountMinor: event.amountMinor, bidder: who(event.paddle) };
    case 'warn':
      return { kind: 'giveFairWarning' };
    case 'call':
      return { kind: 'giveFinalCall' };
    case 'hold':
    case 'resume':
      return { kind: event.what };
    case 'step':
      return {
        kind: 'setIncrement',
        stepMinor: event.amountMinor === 0 ? null : event.amountMinor,
      };
    case 'undo':
    case 'pass':
      return { kind: event.what, seenVersion };
    case 'sell': {
      const seen = { version: seenVersion, paddle: leaderPaddle, priceMinor };
      return { kind: 'sell', seen, buyer: who(event.paddle) };
    }
    default:
      return null;
  }
}

/** The same event as the engine's command, given to the lot as it is. */
export function saleroomCommand(event: SaleroomEvent, state: LotState): LotCommand {
  const order = orderOf(event, state);
  if (order) return { kind: 'clerk', order };
  if (event.what === 'block') return { kind: 'openLot', by: 'clerk' };
  if (event.what === 'withdraw') return { kind: 'withdrawLot' };
  if (event.what === 'reopen') {
    const by = { userId: 'user-clerk', role: 'clerk' } as const;
    return { kind: 'reopenLot', by, second: null, why: null, nextIsUp: false, isPaid: false };
  }
  const registration = paddleOf(event.paddle);
  return {
    kind: 'placeBid',
    bidder: registration,
    userId: registration.userId,
    isHouse: false,
    bidKind: event.what === 'max' ? 'max' : 'exact',
    amountMinor: event.amountMinor,
    receivedAtMs: 0,
    receivedErrorMs: 1,
  };
}
