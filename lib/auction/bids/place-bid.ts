import { err, type Result } from '../../shared/result';
import { areUnits } from '../../shared/units';
import type { PlaceBid } from '../command';
import type { LotFact } from '../fact';
import type { AdmittedBid } from '../formats/format';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { LotState } from '../state';
import { refusedPerson, refusedTime, registrationOf } from './admit';
import { withinLimit } from './limit';

/** The bid of somebody who may bid, with its receive time as the ledger writes it. */
const admitted = (bid: PlaceBid, receivedAtMs: number): AdmittedBid =>
  // Field by field: a spread with others after it takes longer than all the rules together.
  ({
    kind: bid.kind,
    bidder: registrationOf(bid),
    userId: bid.userId,
    isHouse: bid.isHouse,
    bidKind: bid.bidKind,
    amountMinor: bid.amountMinor,
    units: bid.units ?? 1,
    leastUnits: bid.leastUnits ?? 1,
    seenAskMinor: bid.seenAskMinor,
    receivedAtMs,
    receivedErrorMs: bid.receivedErrorMs,
  }) satisfies Record<keyof AdmittedBid, unknown>;

/**
 * Decides a bid on an open lot at the primary's time `nowMs`: person first, then time, then units,
 * then what its format says of the amount, then the bidder's limit. A refusal changes nothing and never
 * extends (SFT3).
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
  const { units = 1, leastUnits = 1 } = bid;
  const { severalUnits, decideBid: onMerits } = formatOf(state);
  const isMany = units !== 1 || leastUnits !== 1;
  if (isMany && !(severalUnits && areUnits(units, leastUnits))) return err(refusal('bad-units'));
  const judged = admitted(bid, receivedAtMs);
  const decided = onMerits(state, judged, nowMs);
  return judged.bidder.limitMinor === null ? decided : withinLimit(state, judged, nowMs, decided);
}
