import type { Chance } from '../lib/shared/ports';

/** Lots of the demo sale that are on offer or soon will be. */
export const LOTS_ON_OFFER = 24;
/** After this many lots the demo goes on in a new sale, so that no page grows for ever. */
export const LOTS_PER_SALE = 96;
/** Soft close of the demo: short, so that a visitor sees an end and an extension. */
export const DEMO_SOFT_CLOSE = { windowMs: 60_000, extensionMs: 60_000, mode: 'any' } as const;

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
      closesAtMs: nowMs + later + 2.5 * MINUTE_MS + index * 1.5 * MINUTE_MS,
    };
  });
}

/** Times of a lot that replaces a closed one: opens in a moment, ends in 20 to 40 minutes. */
export function nextTimes(nowMs: number, chance: Chance): LotTimes {
  const opensAtMs = nowMs + 5_000;
  return { opensAtMs, closesAtMs: opensAtMs + Math.round((20 + 20 * chance()) * MINUTE_MS) };
}
