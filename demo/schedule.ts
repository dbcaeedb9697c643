import type { Chance } from '../lib/shared/ports';

/** Lots of the demo sale that are on offer or soon will be. */
export const LOTS_ON_OFFER = 24;
/** After this many lots the demo goes on in a new sale, so that no page grows for ever. */
export const LOTS_PER_SALE = 96;
/** Soft close of the demo: short, so that a visitor sees an end and an extension. */
export const DEMO_SOFT_CLOSE = { windowMs: 60_000, extensionMs: 60_000, mode: 'any' } as const;

/** Smaller steps than a house's, so that there is a bid to see every few seconds (pence). */
export const DEMO_LADDER = [
  { fromMinor: 0, stepMinor: 2_00 },
  { fromMinor: 100_00, stepMinor: 5_00 },
  { fromMinor: 200_00, stepMinor: 10_00 },
  { fromMinor: 500_00, stepMinor: 20_00 },
  { fromMinor: 1_000_00, stepMinor: 50_00 },
  { fromMinor: 2_000_00, stepMinor: 100_00 },
  { fromMinor: 5_000_00, stepMinor: 200_00 },
  { fromMinor: 10_000_00, stepMinor: 500_00 },
];

const MINUTE_MS = 60_000;

/** When a demo lot opens and closes, milliseconds since the Unix epoch. */
export interface LotTimes {
  opensAtMs: number;
  closesAtMs: number;
}

/**
 * Times of the first lots of a sale: most are open at once and end one after the other, the first
 * within three minutes; the last few open later.
 */
export function firstTimes(count: number, nowMs: number): LotTimes[] {
  return Array.from({ length: count }, (_, index) => {
    const later = index >= count - 4 ? (index - (count - 5)) * 2 * MINUTE_MS : 0;
    return {
      opensAtMs: nowMs + later,
      closesAtMs: nowMs + later + 2.5 * MINUTE_MS + index * 0.75 * MINUTE_MS,
    };
  });
}

/** Times of a lot that replaces a closed one: opens in a moment, ends in 8 to 20 minutes. */
export function nextTimes(nowMs: number, chance: Chance): LotTimes {
  const opensAtMs = nowMs + 5_000;
  return { opensAtMs, closesAtMs: opensAtMs + Math.round((8 + 12 * chance()) * MINUTE_MS) };
}
