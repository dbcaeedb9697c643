import type { LotCommand } from '../../auction/command';
import type { LotState } from '../../auction/state';

/**
 * The least bidding time of a lot whose whole window passed before anybody could open it (no master
 * was up): it opens late and gets this, or its own length if that was shorter. A lot that was open
 * before closes at its time with the bids it has. Freezing what is open comes with TIM2.
 */
export const RESUME_MIN_MS = 120_000;

/**
 * What the clock does to a lot before the orders of a batch: opens it when it is due, so that a bid
 * which meets the opening to the millisecond does not depend on who got the lock first. Lots of a
 * sale that is not published wait.
 */
export function dueOpening(state: LotState, nowMs: number, auctionState: string): LotCommand[] {
  if (state.phase !== 'scheduled' || nowMs < state.opensAtMs) return [];
  if (auctionState !== 'published' && auctionState !== 'live') return [];
  const open: LotCommand = { kind: 'openLot', by: 'clock' };
  if (nowMs < state.closesAtMs) return [open];
  const lengthMs = state.closesAtMs - state.opensAtMs;
  const closesAtMs = Math.ceil(nowMs) + Math.min(lengthMs, RESUME_MIN_MS);
  return [{ kind: 'setTerms', terms: { closesAtMs } }, open];
}

/**
 * What the clock does after the orders of a batch: whoever holds the lock of a lot past its close and
 * grace closes it (CLS5), so that a lane under load cannot keep the closing clock out.
 */
export const dueClose = (state: LotState, nowMs: number): LotCommand[] =>
  state.phase === 'open' && nowMs >= state.closesAtMs + state.closeGraceMs
    ? [{ kind: 'closeLot', by: 'clock' }]
    : [];
