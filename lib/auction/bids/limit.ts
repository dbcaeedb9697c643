import type { Minor } from '../../shared/money';
import { err, type Result } from '../../shared/result';
import type { AdmittedBid } from '../formats/format';
import { formatOf } from '../formats/formats';
import { type Refusal, refusal } from '../refusal';
import type { Bidder, LotState } from '../state';

/**
 * How much this bidder may have at stake in one lot (REG2): what their limit leaves beside all other
 * lots. What they lead here already is no part of it, so that a raise counts its difference (REG5).
 */
export const limitLeft = ({ limitMinor, elsewhereMinor }: Bidder): Minor =>
  limitMinor === null ? Number.POSITIVE_INFINITY : Math.max(0, limitMinor - elsewhereMinor);

/** Where the limit allows more than nothing that would be taken: the most that would, of several units for one. */
function mostAllowed(
  state: LotState,
  bid: AdmittedBid,
  nowMs: number,
  leftMinor: Minor,
): Minor | null {
  const amountMinor = Math.floor(leftMinor / bid.units);
  const most = { ...bid, amountMinor };
  const format = formatOf(state);
  const isTaken = amountMinor > 0 && format.decideBid(state, most, nowMs).ok;
  return isTaken && format.binds(state, most) <= leftMinor ? amountMinor : null;
}

/**
 * What a bid came to, under its bidder's limit (REG2, REG5). It counts in full even if it would be
 * outbid at once: nobody drives a price beyond what they are good for. A refusal names no amount that
 * the limit would refuse in turn (LED3).
 */
export function withinLimit<T>(
  state: LotState,
  bid: AdmittedBid,
  nowMs: number,
  decided: Result<T, Refusal>,
): Result<T, Refusal> {
  const leftMinor = limitLeft(bid.bidder);
  const bindsMinor = (amountMinor: Minor) => formatOf(state).binds(state, { ...bid, amountMinor });
  if (decided.ok) {
    if (bindsMinor(bid.amountMinor) <= leftMinor) return decided;
    const mostMinor = mostAllowed(state, bid, nowMs, leftMinor);
    const askMinor = formatOf(state).publicPrice(state).askMinor;
    return err(
      refusal('over-limit', {
        ...(askMinor !== null && { askMinor }),
        ...(mostMinor !== null && { mostMinor }),
      }),
    );
  }
  const { leastMinor, ...others } = decided.error;
  const isAllowed = leastMinor === undefined || bindsMinor(leastMinor) <= leftMinor;
  return isAllowed ? decided : err(others);
}
