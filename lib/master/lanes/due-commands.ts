import type { LotCommand } from '../../auction/command';
import { formatOf } from '../../auction/formats/formats';
import type { LotState } from '../../auction/state';
import type { ClosingHold } from '../../db/batch-facts-read';

/**
 * What the clock does to a lot before the orders of a batch: opens it when it is due (where it is not a
 * clerk who opens, LIV1), so that a bid
 * which meets the opening to the millisecond does not depend on who got the lock first. Lots of a
 * sale that is not published wait. A lot whose whole window passed before anybody could open it opens
 * late and gets `resumeMinMs`, or its own length if that is shorter.
 */
export function dueOpening(
  state: LotState,
  at: { readonly nowMs: number; readonly hold: Pick<ClosingHold, 'resumeMinMs'> },
  auctionState: string,
): LotCommand[] {
  const { nowMs, hold } = at;
  if (state.phase !== 'scheduled' || nowMs < state.opensAtMs || formatOf(state).clerk) return [];
  if (auctionState !== 'published' && auctionState !== 'live') return [];
  const open: LotCommand = { kind: 'openLot', by: 'clock' };
  if (nowMs < formatOf(state).opening(state, Math.floor(nowMs)).closesAtMs) return [open];
  const lengthMs = state.closesAtMs - state.opensAtMs;
  const closesAtMs = Math.ceil(nowMs) + Math.min(lengthMs, hold.resumeMinMs);
  return [{ kind: 'setTerms', by: 'clock', why: null, terms: { closesAtMs } }, open];
}

/**
 * What an interruption gives an open lot, before the orders of a batch (TIM2, CLS7): after one, a close
 * that is not before the floor; during one, `resumeMinMs` more each time that its close has come. So
 * nothing closes unseen, and a bid always meets either an open lot or one that had its time.
 */
export function dueResume(state: LotState, nowMs: number, hold: ClosingHold): LotCommand[] {
  if (state.phase !== 'open' || formatOf(state).clerk) return [];
  const { isFrozen, heldAtMs, floorMs, resumeMinMs } = hold;
  const closeMs = formatOf(state).closeMs(state);
  const wasHeld = heldAtMs !== null && floorMs !== null && state.opensAtMs <= heldAtMs;
  const isBelowFloor = wasHeld && closeMs < floorMs;
  if (!isBelowFloor && !(isFrozen && nowMs >= closeMs)) return [];
  const floor = isBelowFloor && floorMs > nowMs ? floorMs : Math.ceil(nowMs) + resumeMinMs;
  return [{ kind: 'resumeLot', closesAtMs: floor }];
}

/** What the clock tells of an open lot before the orders of a batch: a reserve that was reached (DUT2). */
export function dueReserve(state: LotState, nowMs: number): LotCommand[] {
  const dueAtMs = state.phase === 'open' ? formatOf(state).reserveAtMs(state) : null;
  return dueAtMs !== null && nowMs >= dueAtMs ? [{ kind: 'reachReserve' }] : [];
}

/**
 * What the clock does after the orders of a batch: whoever holds the lock of a lot past its close and
 * grace closes it (CLS5), so that a lane under load cannot keep the closing clock out.
 */
export const dueClose = (state: LotState, nowMs: number): LotCommand[] =>
  state.phase === 'open' &&
  !formatOf(state).clerk &&
  nowMs >= formatOf(state).closeMs(state) + state.closeGraceMs
    ? [{ kind: 'closeLot', by: 'clock' }]
    : [];

/**
 * When the clock next has something to do with a lot, but for an opening and for an interruption: null where
 * nothing waits for it. May be before the close that pages are told (DUT2).
 */
export function clockDueMs(state: LotState): number | null {
  const format = formatOf(state);
  if (state.phase !== 'open' || format.clerk) return null;
  return format.reserveAtMs(state) ?? format.closeMs(state) + state.closeGraceMs;
}
