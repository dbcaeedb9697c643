import type { PublicLot } from '../../api/public-lot';

/** A falling price goes on only while its lot can be bought. */
const isFalling = (lot: PublicLot) => lot.state === 'open' || lot.state === 'held';

/** Whether the amount that is shown falls by the clock, and not by what somebody does (DUT1). */
export const fallsByItself = (lot: PublicLot): boolean =>
  lot.falling !== undefined && isFalling(lot);

/** How many steps it is down to the floor; without one that is known, to the least amount there is. */
const stepsDown = ({ startMinor, stepMinor, floorMinor }: NonNullable<PublicLot['falling']>) =>
  Math.ceil((startMinor - (floorMinor ?? 1)) / stepMinor);

/**
 * What is asked at `nowMs` of the primary's time: where the price falls by itself what it has come down to
 * (DUT2), else the lot's ask.
 */
export function askAt(lot: PublicLot, nowMs: number): number | null {
  const { falling, askMinor } = lot;
  if (!falling || askMinor === null || !isFalling(lot)) return askMinor;
  const gone = Math.max(0, Math.floor((nowMs - falling.sinceMs) / falling.intervalMs));
  // No more steps than there are keep the product small.
  const downMinor = falling.stepMinor * Math.min(gone, stepsDown(falling));
  return Math.max(falling.floorMinor ?? 1, falling.startMinor - downMinor);
}

/** When the price falls next; null where it does not, or is at its floor. */
export function nextFallMs(lot: PublicLot, nowMs: number): number | null {
  const { falling } = lot;
  if (!falling || !isFalling(lot)) return null;
  const next = Math.max(0, Math.floor((nowMs - falling.sinceMs) / falling.intervalMs)) + 1;
  const atMs = falling.sinceMs + next * falling.intervalMs;
  return next > stepsDown(falling) || atMs >= lot.closesAtMs ? null : atMs;
}

/** The amount that a lot is shown at: its price, and where it has none or the clock makes it, what is asked. */
export const shownMinor = (lot: PublicLot, nowMs: number): number | null =>
  lot.falling && isFalling(lot) ? askAt(lot, nowMs) : (lot.priceMinor ?? lot.askMinor);
