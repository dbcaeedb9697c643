import { invariant } from '../shared/assert';
import { err, type Result } from '../shared/result';
import type { PlaceBid } from './command';
import type { LotFact } from './fact';
import { formatOf } from './formats/formats';
import { type Refusal, refusal } from './refusal';
import type { LotState } from './state';

/** Who may not bid (REG3, REG1), whatever the amount. */
function refusedPerson(state: LotState, bid: PlaceBid): Refusal | null {
  if (bid.isHouse || (state.sellerId !== null && state.sellerId === bid.userId)) {
    return refusal('own-lot');
  }
  if (bid.bidder === null) return refusal('not-registered');
  return bid.bidder.status === 'approved' ? null : refusal('not-approved');
}

/** A bid counts if it was received before the close (CLS1) and is decided within the grace (G6). */
function refusedTime(state: LotState, bid: PlaceBid, nowMs: number): Refusal | null {
  const { closesAtMs } = state;
  if (bid.receivedAtMs >= closesAtMs) return refusal('too-late', { closesAtMs });
  // As the ledger writes it, so that its lines decide the same again (G2).
  const decidedAtMs = Math.floor(nowMs);
  return decidedAtMs > closesAtMs + state.closeGraceMs
    ? refusal('undecided', { closesAtMs })
    : null;
}

/**
 * Decides a bid on an open lot at the primary's time `nowMs`: person first, then time, then what its
 * format says of the amount. A refusal changes nothing and never extends (SFT3).
 */
export function decideBid(
  state: LotState,
  command: PlaceBid,
  nowMs: number,
): Result<readonly LotFact[], Refusal> {
  // Times are stored in whole milliseconds; rounding down keeps 59.9996 before 60.
  const bid = { ...command, receivedAtMs: Math.floor(command.receivedAtMs) };
  const refused = refusedPerson(state, bid) ?? refusedTime(state, bid, nowMs);
  if (refused) return err(refused);
  const { bidder } = bid;
  invariant(bidder, 'a bid without registration was refused above');
  invariant(bidder.userId === bid.userId, 'the registration belongs to who bids');
  return formatOf(state).decideBid(state, { ...bid, bidder });
}
