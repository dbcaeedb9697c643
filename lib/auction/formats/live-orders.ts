import { never } from '../../shared/assert';
import { isAmount } from '../../shared/money';
import { err, ok, type Result } from '../../shared/result';
import type { ClerkOrder, SeenLot } from '../clerk-order';
import type { LotFact, ReserveMet, Sale } from '../fact';
import { type Refusal, refusal } from '../refusal';
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

/** Sold on what the clerk saw, to who leads or to whom of the room they name (LIV1, CLS2). */
function sell(lot: LiveLot, { buyer }: OrderOf<'sell'>, nowMs: number): Decision {
  const hammer = ASCENDING.hammer(asAscending(lot));
  if (hammer.kind === 'passed') return err(refusal('not-to-be-sold'));
  const isRoom = lot.book.leader === null;
  if (isRoom !== (buyer !== null)) return err(refusal('buyer-unclear', { now: nowOf(lot) }));
  const version = lot.version + 1;
  const end = { kind: 'sold', version, by: 'clerk', atMs: Math.floor(nowMs) } as const;
  if (!buyer) return ok([{ ...end, sales: hammer.sales }]);
  const { registrationId, userId, paddle } = buyer;
  const sales = hammer.sales.map((sale): Sale => ({ ...sale, registrationId, paddle }));
  const named = { kind: 'roomNamed', version, bidder: { registrationId, userId, paddle } } as const;
  return ok([{ ...end, sales }, named]);
}

/** Passed where the hammer would give no sale (CLS2); what would be sold can only be withdrawn. */
function pass(lot: LiveLot, nowMs: number): Decision {
  const hammer = ASCENDING.hammer(asAscending(lot));
  if (hammer.kind === 'sold') return err(refusal('to-be-sold', { now: nowOf(lot) }));
  const end = { version: lot.version + 1, by: 'clerk', atMs: Math.floor(nowMs) } as const;
  return ok([{ ...hammer, ...end }]);
}

/** A bid of the floor is an exact one, in the one order of all bids (LIV1, PRX7). */
function takeFloorBid(lot: LiveLot, order: OrderOf<'takeFloorBid'>): Decision {
  const { bidder, amountMinor } = order;
  // Nobody knows who of the room bids: it may bid against itself.
  const somebody = {
    ...ROOM,
    registrationId: ROOM.registrationId - 1,
    status: 'approved',
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
    },
  );
  if (!decided.ok) return err(toldToClerk(lot, order, decided.error));
  const accepted = decided.value.find((fact) => fact.kind === 'bidAccepted');
  if (!accepted) return ok(decided.value);
  const isLeading = accepted.outcome === 'leading';
  const { version, priceMinor } = accepted;
  const own = bidder && {
    registrationId: bidder.registrationId,
    userId: bidder.userId,
    paddle: bidder.paddle,
  };
  return ok([
    {
      kind: 'floorBidTaken',
      version,
      outcome: isLeading ? 'leading' : 'outbid',
      bidder: own,
      amountMinor,
      priceMinor,
      displacedRegistrationId: isLeading ? (lot.book.leader?.registrationId ?? null) : null,
    },
    ...decided.value.filter((fact): fact is ReserveMet => fact.kind === 'reserveMet'),
  ]);
}

/** Of a leader's own limit the saleroom learns nothing, though their paddle bids there too (AUT1). */
function toldToClerk(lot: LiveLot, { bidder }: OrderOf<'takeFloorBid'>, why: Refusal): Refusal {
  const isOwn = bidder !== null && bidder.registrationId === lot.book.leader?.registrationId;
  if (!isOwn) return why;
  const { leastMinor: _, ...rest } = why;
  return rest;
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
