import type { PublicLot } from '../../api/public-lot';

/**
 * Where an open lot stands in its time: `open`; `ending` below a minute; `last` below ten seconds;
 * `up` when time is surely over and the house has not said so yet.
 */
export type ClockPhase = 'open' | 'ending' | 'last' | 'up';

/** What a page knows of the primary's time (see `ServerTime` of lib/live). */
interface KnownTime {
  nowMs: number;
  errorMs: number;
  deviceAheadMs: number;
}

const ENDING_MS = 60_000;
const LAST_MS = 10_000;
/** From here on a device's clock is said to be off. */
const OFF_MS = 2_000;
/** Above this uncertainty no countdown is shown, only the closing time (LOOK 6). */
const UNSURE_MS = 1_000;

/** The phase by the primary's time; `errorMs` is taken in the bidder's favour. */
export function clockPhase(lot: PublicLot, time: { nowMs: number; errorMs: number }): ClockPhase {
  // The clerk decides when a lot ends, not the plan.
  if (lot.saleroom) return 'open';
  const surelyMs = Number.isFinite(time.errorMs) ? time.nowMs - time.errorMs : time.nowMs;
  if (surelyMs >= lot.closesAtMs) return 'up';
  const leftMs = lot.closesAtMs - time.nowMs;
  if (leftMs <= LAST_MS) return 'last';
  return leftMs <= ENDING_MS ? 'ending' : 'open';
}

/** How the device's clock compares, when it is surely off by more than two seconds; else null. */
export function clockOff(time: KnownTime | null): { aheadS: number; errorS: number } | null {
  if (!time || !Number.isFinite(time.errorMs)) return null;
  if (Math.abs(time.deviceAheadMs) - time.errorMs <= OFF_MS) return null;
  return {
    aheadS: Math.round(time.deviceAheadMs / 1_000),
    errorS: Math.ceil(time.errorMs / 100) / 10,
  };
}

/** Whether a countdown would pretend to know more than it does. */
export const isUnsure = (time: KnownTime | null): boolean =>
  time !== null && Number.isFinite(time.errorMs) && time.errorMs > UNSURE_MS;
