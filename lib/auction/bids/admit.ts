import { invariant } from '../../shared/assert';
import type { FromBidder } from '../command';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { Bidder, LotState } from '../state';

/** Who may not bid (REG3, REG1, REG4), whatever the amount. */
export function refusedPerson(
  state: LotState,
  { bidder, isHouse, userId }: Pick<FromBidder, 'bidder' | 'isHouse' | 'userId'>,
): Refusal | null {
  if (isHouse || (state.sellerId !== null && state.sellerId === userId)) return refusal('own-lot');
  if (bidder === null) return refusal('not-registered');
  if (bidder.status !== 'approved') return refusal('not-approved');
  return bidder.isDepositHeld ? null : refusal('deposit-missing');
}

/**
 * Whether the house has let this bidder into the sale: only then the ledger notes what they ask
 * (LED1).
 */
export const isLetIn = (bidder: Bidder | null): bidder is Bidder =>
  bidder?.status === 'approved' && bidder.isDepositHeld;

/** A bid counts if it was received before the close (CLS1) and is decided within the grace (G6). */
export function refusedTime(state: LotState, receivedAtMs: number, nowMs: number): Refusal | null {
  const closesAtMs = formatOf(state).closeMs(state);
  if (receivedAtMs >= closesAtMs) return refusal('too-late', { closesAtMs });
  // As the ledger writes it, so that its lines decide the same again (G2).
  const decidedAtMs = Math.floor(nowMs);
  return decidedAtMs > closesAtMs + state.closeGraceMs
    ? refusal('undecided', { closesAtMs })
    : null;
}

/** The registration of a person who was not refused. @throws InvariantError if it is another's. */
export function registrationOf({ bidder, userId }: FromBidder): Bidder {
  invariant(bidder, 'a bid without registration was refused before');
  invariant(bidder.userId === userId, 'the registration belongs to who bids');
  return bidder;
}
