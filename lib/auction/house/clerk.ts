import type { Minor } from '../../shared/money';
import { err, type Result } from '../../shared/result';
import { refusedPerson } from '../bids/admit';
import { limitLeft } from '../bids/limit';
import type { ClerkCommand, LotCommand } from '../command';
import type { LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { Bidder, LotState } from '../state';
import type { ClerkOrder } from './clerk-order';

/**
 * What has no place where a clerk calls the lot (LIV1): the clock, an end that names nobody, and the
 * cancelling of bids, which the clerk undoes.
 */
export function refusedByPace(state: LotState, command: LotCommand): Refusal | null {
  if (!formatOf(state).clerk) return null;
  const isClock = command.kind === 'openLot' && command.by === 'clock';
  const others: readonly LotCommand['kind'][] = [
    'closeLot',
    'resumeLot',
    'cascadeLot',
    'cancelBid',
  ];
  return isClock || others.includes(command.kind) ? refusal('by-clerk-only') : null;
}

/** Who of the room an order names, and for how much at least they are to be good. */
function namedIn(
  state: LotState,
  order: ClerkOrder,
): { bidder: Bidder; amountMinor: Minor } | null {
  if (order.kind === 'takeFloorBid' && order.bidder) {
    return { bidder: order.bidder, amountMinor: order.amountMinor };
  }
  if (order.kind !== 'sell' || !order.buyer) return null;
  const { priceMinor } = formatOf(state).publicPrice(state);
  return { bidder: order.buyer, amountMinor: priceMinor ?? 0 };
}

/** Whom the clerk names must be able to bid (REG1, REG3, REG4), and as much (REG2). */
function refusedNamed(state: LotState, order: ClerkOrder): Refusal | null {
  const named = namedIn(state, order);
  if (!named) return null;
  const { bidder, amountMinor } = named;
  const refused = refusedPerson(state, { bidder, userId: bidder.userId, isHouse: false });
  if (refused) return refused;
  const mostMinor = limitLeft(bidder);
  return amountMinor > mostMinor ? refusal('over-limit', { mostMinor }) : null;
}

/** What the clerk says of a lot, if it is one a clerk calls. */
export function decideClerk(
  state: LotState,
  { order }: ClerkCommand,
  nowMs: number,
): Result<readonly LotFact[], Refusal> {
  const { clerk } = formatOf(state);
  if (!clerk) return err(refusal('not-clerked'));
  const refused = refusedNamed(state, order);
  return refused ? err(refused) : clerk.decide(state, order, nowMs);
}
