import { invariant, never } from '../../shared/assert';
import { isAmount, type Minor } from '../../shared/money';
import { err, ok, type Result } from '../../shared/result';
import type { FloorBidTaken, LotFact, Sale } from '../fact';
import type { ClerkOrder, SeenLot } from '../house/clerk-order';
import { type Refusal, refusal } from '../refusal';
import { type Bidder, UNCONDITIONAL } from '../state';
import { stepAt } from '../terms/ladder';
import { ASCENDING, asAscending, type LiveLot, ladderOf, type OrderOf, ROOM } from './live-lot';
import { LIVE_STAGES, stageOf } from './live-stages';

type Decision = Result<readonly LotFact[], Refusal>;

/** What the clerk has to have seen. */
const nowOf = ({ version, book }: LiveLot): SeenLot => ({
  version,
  paddle: book.leader?.paddle ?? null,
  priceMinor: book.priceMinor,
});

/** Whether an order was given on what is no longer so; most orders are good whatever came before. */
function isStale(lot: LiveLot, order: ClerkOrder): boolean {
  if (order.kind === 'undo' || order.kind === 'pass') return order.seenVersion !== lot.version;
  if (order.kind !== 'sell') return false;
  const { version, paddle, priceMinor } = nowOf(lot);
  const { seen } = order;
  return seen.version !== version || seen.paddle !== paddle || seen.priceMinor !== priceMinor;
}

/** Who it is, without what else their registration allows. */
const personOf = ({ registrationId, userId, paddle, hasPriority }: Bidder) => ({
  registrationId,
  userId,
  paddle,
  hasPriority,
});

/** What a floor bid comes to. */
type MetOnFloor = Pick<FloorBidTaken, 'outcome' | 'priceMinor'> & {
  readonly isReserveMet: boolean;
};

/** Sold on what the clerk saw, to who leads or to whom of the room they name (LIV1, CLS2). */
function sell(lot: LiveLot, { buyer }: OrderOf<'sell'>, nowMs: number): Decision {
  const hammer = ASCENDING.hammer(asAscending(lot));
  if (hammer.kind === 'passed') return err(refusal('not-to-be-sold'));
  const isRoom = lot.book.leader === null;
  if (isRoom !== (buyer !== null)) return err(refusal('buyer-unclear', { now: nowOf(lot) }));
  const version = lot.version + 1;
  const end = { kind: 'sold', version, by: 'clerk', atMs: Math.floor(nowMs) } as const;
  if (!buyer) return ok([{ ...end, sales: hammer.sales }]);
  const { registrationId, paddle } = buyer;
  const sales = hammer.sales.map((sale): Sale => ({ ...sale, registrationId, paddle }));
  const named = { kind: 'roomNamed', version, bidder: personOf(buyer) } as const;
  return ok([{ ...end, sales }, named]);
}

/** Passed where the hammer would give no sale (CLS2); what would be sold can only be withdrawn. */
function pass(lot: LiveLot, nowMs: number): Decision {
  const hammer = ASCENDING.hammer(asAscending(lot));
  if (hammer.kind === 'sold') return err(refusal('to-be-sold', { now: nowOf(lot) }));
  const end = { version: lot.version + 1, by: 'clerk', atMs: Math.floor(nowMs) } as const;
  return ok([{ ...hammer, ...end }]);
}

/**
 * What the sale's preference gives the floor (LIV2): at the price and at an equal limit it leads before
 * those who are not in the room. Null where the rules of price alone decide.
 */
function floorTie(
  lot: LiveLot,
  amountMinor: Minor,
): Pick<FloorBidTaken, 'outcome' | 'priceMinor'> | null {
  const { leader, priceMinor } = lot.book;
  if (!leader || priceMinor === null || !isPreferred(lot)) return null;
  if (!isAmount(amountMinor) || amountMinor < priceMinor) return null;
  if (amountMinor >= leader.maxMinor) return { outcome: 'leading', priceMinor: amountMinor };
  const answerMinor = amountMinor + stepAt(ladderOf(lot), amountMinor);
  return { outcome: 'outbid', priceMinor: Math.min(leader.maxMinor, answerMinor) };
}

/** Whether a bid of the floor goes before the one that leads, at equal amounts (LIV2). */
const isPreferred = ({ selling, book }: LiveLot) => selling.tie === 'floor' && !book.isFloor;

/** What the rules of price say of a floor bid, or its preference. */
function meetFloorBid(lot: LiveLot, order: OrderOf<'takeFloorBid'>): Result<MetOnFloor, Refusal> {
  const { bidder, amountMinor } = order;
  const isOwn = bidder !== null && bidder.registrationId === lot.book.leader?.registrationId;
  const tie = isOwn ? null : floorTie(lot, amountMinor);
  if (tie) return ok({ ...tie, isReserveMet: false });
  // Nobody knows who of the room bids: it may bid against itself.
  const somebody = {
    ...ROOM,
    registrationId: ROOM.registrationId - 1,
    status: 'approved',
    ...UNCONDITIONAL,
  } as const;
  const who = bidder ?? somebody;
  const decided = ASCENDING.decideBid(
    { ...asAscending(lot), staleBid: 'accept' },
    {
      kind: 'placeBid',
      bidder: who,
      userId: who.userId,
      isHouse: false,
      bidKind: 'exact',
      amountMinor,
      receivedAtMs: 0,
      receivedErrorMs: 0,
      units: 1,
      leastUnits: 1,
    },
  );
  if (!decided.ok) return err(toldToClerk(lot, isOwn, decided.error));
  const accepted = decided.value.find((fact) => fact.kind === 'bidAccepted');
  invariant(accepted, 'a bid that is taken has its fact', { lotId: lot.lotId });
  return ok({
    outcome: accepted.outcome === 'leading' ? 'leading' : 'outbid',
    priceMinor: accepted.priceMinor,
    isReserveMet: decided.value.some(({ kind }) => kind === 'reserveMet'),
  });
}

/** A bid of the floor is an exact one, in the one order of all bids (LIV1, PRX7). */
function takeFloorBid(lot: LiveLot, order: OrderOf<'takeFloorBid'>): Decision {
  const met = meetFloorBid(lot, order);
  if (!met.ok) return met;
  const { outcome, priceMinor, isReserveMet } = met.value;
  const { bidder, amountMinor } = order;
  const version = lot.version + 1;
  const displaced = outcome === 'leading' ? lot.book.leader?.registrationId : null;
  const taken: FloorBidTaken = {
    kind: 'floorBidTaken',
    version,
    outcome,
    bidder: bidder && personOf(bidder),
    amountMinor,
    priceMinor,
    displacedRegistrationId: displaced ?? null,
  };
  return ok(isReserveMet ? [taken, { kind: 'reserveMet', version }] : [taken]);
}

/**
 * Of a leader's own limit the saleroom learns nothing, though their paddle bids there too (AUT1); and what
 * would do on the floor may be less than what pages are asked (LIV2).
 */
function toldToClerk(lot: LiveLot, isOwn: boolean, why: Refusal): Refusal {
  const { leastMinor, ...rest } = why;
  if (isOwn || leastMinor === undefined) return rest;
  const { priceMinor } = lot.book;
  return { ...rest, leastMinor: isPreferred(lot) && priceMinor !== null ? priceMinor : leastMinor };
}

/** Back to before the last step, as a step on: a new version and a new entry (LIV1, VER1). */
function undo(lot: LiveLot): Decision {
  const last = lot.book.steps.at(-1);
  if (!last) return err(refusal('nothing-to-undo'));
  const was = lot.book.leader?.registrationId;
  const is = last.before.leader?.registrationId;
  return ok([
    {
      kind: 'stepUndone',
      version: lot.version + 1,
      undoes: last.kind,
      undoesEntry: last.entry,
      concerned: was === is ? [] : [was, is].filter((id) => id !== undefined),
    },
  ]);
}

/** Other steps from the next bid on (INC2); what was bid stands. */
function setIncrement(lot: LiveLot, { stepMinor }: OrderOf<'setIncrement'>): Decision {
  const isStep = stepMinor === null || isAmount(stepMinor);
  if (!isStep || stepMinor === lot.book.stepMinor) return err(refusal('bad-increment'));
  const ladder = ladderOf({ ...lot, book: { ...lot.book, stepMinor } });
  return ok([{ kind: 'incrementSet', version: lot.version + 1, stepMinor, ladder }]);
}

/** What an order of the clerk does to a live lot at its stage (LIV1). */
export function decideOrder(lot: LiveLot, order: ClerkOrder, nowMs: number): Decision {
  if (isStale(lot, order)) return err(refusal('stale-order', { now: nowOf(lot) }));
  const stage = stageOf(lot);
  if (LIVE_STAGES[stage][order.kind] === 'refuses') return err(refusal('wrong-stage', { stage }));
  const version = lot.version + 1;
  switch (order.kind) {
    case 'giveFairWarning':
      return ok([{ kind: 'fairWarningGiven', version }]);
    case 'giveFinalCall':
      return ok([{ kind: 'finalCallGiven', version }]);
    case 'hold':
      return ok([{ kind: 'held', version }]);
    case 'resume':
      return ok([{ kind: 'takenUp', version }]);
    case 'sell':
      return sell(lot, order, nowMs);
    case 'pass':
      return pass(lot, nowMs);
    case 'takeFloorBid':
      return takeFloorBid(lot, order);
    case 'undo':
      return undo(lot);
    case 'setIncrement':
      return setIncrement(lot, order);
    default:
      return never(order, 'order');
  }
}
