import { invariant, never } from '../../shared/assert';
import type { CancelBid, LotCommand, PlaceBid, SetTerms } from '../command';
import { formatOf } from '../formats/formats';
import type { ClerkOrder } from '../house/clerk-order';
import type { Bidder, HouseRole, LotState, LotTerms } from '../state';
import { acceptedBids } from './accepted-bids';
import type { ChainBody } from './chain';
import { leftFor } from './left-bids';
import type { LedgerSecrets, LedgerTerms } from './line';

/** The terms that a line sets; their seller is no part of the ledger (LED6). */
export function termsOfLine(
  terms: LedgerTerms,
  reserveMinor: number | null,
): Omit<LotTerms, 'sellerId'> {
  const { currency: _currency, hasReserve, ...open } = terms;
  invariant(hasReserve === (reserveMinor !== null), 'a reserve is committed to where there is one');
  return { ...open, reserveMinor };
}

/** What there is to know of a ledger beside the entry at hand. */
export interface EntryContext {
  /** The lot before the entry. */
  readonly before: LotState;
  /** The entries before it, from the first. */
  readonly earlier: readonly ChainBody[];
  /** What an entry committed to. */
  readonly secretsOf: (entry: ChainBody) => LedgerSecrets;
  /** Who has a paddle, as admitted: the ledger names no persons (LED6). */
  readonly bidderOf: (paddle: number) => Bidder;
}

/** Who asked, as the entry tells. Of people who are not let in the ledger notes only what they had left (ABS1). */
function bidderIn(entry: ChainBody, registered: Bidder): Bidder | null {
  switch (entry.code) {
    case 'not-registered':
      return null;
    case 'not-approved':
      return { ...registered, status: 'suspended' };
    case 'deposit-missing':
      return { ...registered, isDepositHeld: false };
    default:
      return registered;
  }
}

/** What a bidder asked. Of a limit that refused it the entry tells only that it was too low (REG2). */
function askedIn(entry: ChainBody, { secretsOf, bidderOf }: EntryContext) {
  const { paddle, hasPriority, code, receivedAtMs, receivedErrorMs } = entry;
  const amountMinor = secretsOf(entry).max ?? entry.publicAmountMinor;
  invariant(paddle !== null && amountMinor !== null, 'what a bidder asked is whole');
  const limitMinor = code === 'over-limit' ? 0 : null;
  const registered: Bidder = { ...bidderOf(paddle), hasPriority, limitMinor };
  const isHouse = code === 'own-lot';
  return {
    bidder: bidderIn(entry, registered),
    userId: registered.userId,
    isHouse,
    amountMinor,
    units: entry.units ?? 1,
    leastUnits: entry.leastUnits ?? 1,
    receivedAtMs,
    receivedErrorMs,
  };
}

function bidOf(entry: ChainBody, context: EntryContext): PlaceBid {
  const { bidKind } = entry;
  invariant(bidKind !== null, 'a bid is whole');
  const seenAskMinor = entry.seenAskMinor ?? undefined;
  const left = leftFor(entry, context.earlier) ?? undefined;
  return { ...askedIn(entry, context), kind: 'placeBid', bidKind, seenAskMinor, left };
}

function cancelOf(entry: ChainBody, by: HouseRole, context: EntryContext): CancelBid {
  const { earlier, secretsOf, bidderOf } = context;
  const [cancelled, ...barred] = entry.act?.cancels ?? [];
  invariant(cancelled !== undefined && by !== 'clerk', 'a cancellation is whole');
  const maxima = new Map(earlier.map((one) => [one.entry, secretsOf(one).max]));
  const paddles = earlier.flatMap(({ paddle }) => (paddle === null ? [] : [paddle]));
  const bidders = new Map(paddles.map((paddle) => [paddle, bidderOf(paddle)]));
  const known = { maxima: new Map([...maxima].flatMap(([at, max]) => (max ? [[at, max]] : []))) };
  const reserves = new Map(
    earlier.flatMap((one) => {
      const { reserve } = secretsOf(one);
      return reserve === undefined ? [] : [[one.entry, reserve] as const];
    }),
  );
  const bids = acceptedBids(earlier, { ...known, reserves, bidders }).map((bid) => ({
    ...bid,
    bidder: barred.includes(bid.entry)
      ? { ...bid.bidder, status: 'suspended' as const }
      : bid.bidder,
  }));
  return { kind: 'cancelBid', by, why: entry.act?.why ?? null, entry: cancelled, bids };
}

function termsCommand(entry: ChainBody, context: EntryContext): SetTerms {
  const { terms, by, act } = entry;
  invariant(terms && by !== 'bidder', 'terms that were set are told');
  const { before, secretsOf } = context;
  const has = (name: 'reserveMinor' | 'sellerId') => act?.changed?.includes(name) ?? false;
  const isHidden = has('reserveMinor') || !terms.hasReserve;
  const reserveMinor = isHidden ? (secretsOf(entry).reserve ?? null) : before.reserveMinor;
  // Who the seller is stands nowhere; that it is another by now does.
  const sellerId = has('sellerId') ? `another than ${before.sellerId}` : before.sellerId;
  const set = { ...termsOfLine(terms, reserveMinor), sellerId };
  return { kind: 'setTerms', by, why: act?.why ?? null, terms: set };
}

/** What the clerk let the hammer fall on (LIV1): they saw the lot as it was. */
function hammerOf(entry: ChainBody, { before, bidderOf }: EntryContext): ClerkOrder {
  const { version } = before;
  if (entry.kind === 'passed') return { kind: 'pass', seenVersion: version };
  const { leaderPaddle: paddle, priceMinor } = formatOf(before).publicPrice(before);
  const buyer = paddle === null ? entry.sales?.[0]?.paddle : undefined;
  return {
    kind: 'sell',
    seen: { version, paddle, priceMinor },
    buyer: buyer === undefined ? null : bidderOf(buyer),
  };
}

function clerkOrderOf(
  entry: ChainBody,
  kind: 'floorBid' | 'fairWarning' | 'finalCall' | 'held' | 'takenUp' | 'incrementSet' | 'undone',
  { before, bidderOf }: EntryContext,
): ClerkOrder {
  const { paddle, publicAmountMinor, act } = entry;
  switch (kind) {
    case 'floorBid': {
      invariant(publicAmountMinor !== null, 'a floor bid is whole');
      const bidder = paddle === null ? null : bidderOf(paddle);
      return { kind: 'takeFloorBid', amountMinor: publicAmountMinor, bidder };
    }
    case 'fairWarning':
      return { kind: 'giveFairWarning' };
    case 'finalCall':
      return { kind: 'giveFinalCall' };
    case 'held':
      return { kind: 'hold' };
    case 'takenUp':
      return { kind: 'resume' };
    case 'incrementSet':
      return { kind: 'setIncrement', stepMinor: act?.stepMinor ?? null };
    case 'undone':
      return { kind: 'undo', seenVersion: before.version };
    default:
      return never(kind, 'kind of entry');
  }
}

/**
 * The command that left an entry, to be settled again at the entry's `decidedAtMs` (G2). Who may bid is
 * as the entry tells. @throws InvariantError for an entry that no command leaves.
 */
export function commandOfEntry(entry: ChainBody, context: EntryContext): LotCommand {
  const { kind, by, act, closesAtMs } = entry;
  switch (kind) {
    case 'bid':
      return bidOf(entry, context);
    case 'opened':
      return { kind: 'openLot', by: by === 'clock' ? 'clock' : 'clerk' };
    case 'bidLeft':
      return { ...askedIn(entry, context), kind: 'leaveBid' };
    case 'buyNow':
      return { ...askedIn(entry, context), kind: 'buyNow' };
    case 'sold':
    case 'passed':
      if (by === 'bidder') return { ...askedIn(entry, context), kind: 'buyNow' };
      if (formatOf(context.before).clerk) return { kind: 'clerk', order: hammerOf(entry, context) };
      return { kind: 'closeLot', by: by === 'clock' ? 'clock' : 'clerk' };
    case 'withdrawn':
      return { kind: 'withdrawLot' };
    case 'resumed': {
      // By as much as pages were told, which is all where the close itself is secret (DUT2).
      const { before } = context;
      const laterMs = closesAtMs - before.closesAtMs;
      return { kind: 'resumeLot', closesAtMs: formatOf(before).closeMs(before) + laterMs };
    }
    case 'reserveReached':
      return { kind: 'reachReserve' };
    case 'cascaded':
      return { kind: 'cascadeLot', closesAtMs };
    case 'termsSet':
      return termsCommand(entry, context);
    case 'cancelled':
      invariant(by !== 'bidder' && by !== 'clock', 'the house cancels a bid');
      return cancelOf(entry, by, context);
    case 'reopened': {
      invariant(by !== 'bidder' && by !== 'clock', 'the house reopens a lot');
      const second = act?.secondBy ? { userId: 'second', role: act.secondBy } : null;
      const person = { userId: 'first', role: by };
      // Whether the next lot was up and this one paid stands in no ledger of its own.
      const told = { nextIsUp: false, isPaid: false };
      return { kind: 'reopenLot', by: person, second, why: act?.why ?? null, ...told };
    }
    case 'floorBid':
    case 'fairWarning':
    case 'finalCall':
    case 'held':
    case 'takenUp':
    case 'incrementSet':
    case 'undone':
      return { kind: 'clerk', order: clerkOrderOf(entry, kind, context) };
    default:
      return never(kind, 'kind of entry');
  }
}
