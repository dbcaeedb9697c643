import { err, type Result } from '../../shared/result';
import { refusedPerson } from '../bids/admit';
import type { ClerkCommand, LotCommand } from '../command';
import type { LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { LotState } from '../state';

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

/** What the clerk says of a lot, if it is one a clerk calls: whom they name must be able to bid. */
export function decideClerk(
  state: LotState,
  { order }: ClerkCommand,
  nowMs: number,
): Result<readonly LotFact[], Refusal> {
  const { clerk } = formatOf(state);
  if (!clerk) return err(refusal('not-clerked'));
  const named =
    order.kind === 'takeFloorBid' ? order.bidder : order.kind === 'sell' ? order.buyer : null;
  const who = named && { bidder: named, userId: named.userId, isHouse: false };
  const refused = who && refusedPerson(state, who);
  return refused ? err(refused) : clerk.decide(state, order, nowMs);
}
