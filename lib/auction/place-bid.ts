import { invariant } from '../shared/assert';
import { err, type Result } from '../shared/result';
import type { PlaceBid } from './command';
import type { LotFact } from './fact';
import type { AdmittedBid } from './formats/format';
import { formatOf } from './formats/formats';
import { type Refusal, refusal } from './refusal';
import type { Bidder, LotState } from './state';

/** Who may not bid (REG3, REG1), whatever the amount. */
export function refusedPerson(
  state: LotState,
  bid: Pick<PlaceBid, 'bidder' | 'userId' | 'isHouse'>,
): Refusal | null {
  if (bid.isHouse || (state.sellerId !== null && state.sellerId === bid.userId)) {
    return refusal('own-lot');
  }
  if (bid.bidder === null) return refusal('not-registered');
  return bid.bidder.status === 'approved' ? null : refusal('not-approved');
}

/** A bid counts if it was received before the close (CLS1) and is decided within the grace (G6). */
function refusedTime(state: LotState, receivedAtMs: number, nowMs: number): Refusal | null {
  const { closesAtMs } = state;
  if (receivedAtMs >= closesAtMs) return refusal('too-late', { closesAtMs });
  // As the ledger writes it, so that its lines decide the same again (G2).
  const decidedAtMs = Math.floor(nowMs);
  return decidedAtMs > closesAtMs + state.closeGraceMs
    ? refusal('undecided', { closesAtMs })
    : null;
}

/** The bid of somebody who may bid, with its receive time as the ledger writes it. */
const admitted = (bid: PlaceBid, bidder: Bidder, receivedAtMs: number): AdmittedBid =>
  // Field by field: a spread with others after it takes longer than all the rules together.
  ({
    kind: bid.kind,
    bidder,
    userId: bid.userId,
    isHouse: bid.isHouse,
    bidKind: bid.bidKind,
    amountMinor: bid.amountMinor,
    seenAskMinor: bid.seenAskMinor,
    receivedAtMs,
    receivedErrorMs: bid.receivedErrorMs,
  }) satisfies Record<keyof AdmittedBid, unknown>;

/**
 * Decides a bid on an open lot at the primary's time `nowMs`: person first, then time, then what its
 * format says of the amount. A refusal changes nothing and never extends (SFT3).
 */
export function decideBid(
  state: LotState,
  bid: PlaceBid,
  nowMs: number,
): Result<readonly LotFact[], Refusal> {
  // Times are stored in whole milliseconds; rounding down keeps 59.9996 before 60.
  const receivedAtMs = Math.floor(bid.receivedAtMs);
  // Where a clerk calls the lot, only the hammer is late for (LIV1).
  const isLate = formatOf(state).clerk ? null : refusedTime(state, receivedAtMs, nowMs);
  const refused = refusedPerson(state, bid) ?? isLate;
  if (refused) return err(refused);
  const { bidder } = bid;
  invariant(bidder, 'a bid without registration was refused above');
  invariant(bidder.userId === bid.userId, 'the registration belongs to who bids');
  return formatOf(state).decideBid(state, admitted(bid, bidder, receivedAtMs));
}
