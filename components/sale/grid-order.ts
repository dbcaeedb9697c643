import type { PublicLot } from '@/lib/api/public-lot';

/** How the grid is ordered; `number` never changes while people look. */
export type GridSort = 'number' | 'closing' | 'price';
/** Which lots are shown. */
export type GridFilter = 'all' | 'open' | 'mine' | 'ended';

const isEnded = (lot: PublicLot) =>
  lot.state === 'sold' || lot.state === 'passed' || lot.state === 'withdrawn';

/** Open lots by their close, then those to come, then the ended. */
const closingRank = (lot: PublicLot) => (isEnded(lot) ? 2 : lot.state === 'scheduled' ? 1 : 0);

const COMPARE: Record<GridSort, (a: PublicLot, b: PublicLot) => number> = {
  number: (a, b) => a.lotNumber - b.lotNumber,
  closing: (a, b) =>
    closingRank(a) - closingRank(b) || a.closesAtMs - b.closesAtMs || a.lotNumber - b.lotNumber,
  price: (a, b) => (b.priceMinor ?? 0) - (a.priceMinor ?? 0) || a.lotNumber - b.lotNumber,
};

/** Ids in this order. */
export const orderOf = (lots: readonly PublicLot[], sort: GridSort): number[] =>
  [...lots].sort(COMPARE[sort]).map((lot) => lot.id);

/** Whether a filter shows a lot. */
export function isShown(lot: PublicLot, filter: GridFilter, isMine: boolean): boolean {
  if (filter === 'mine') return isMine;
  if (filter === 'open') return !isEnded(lot);
  return filter === 'ended' ? isEnded(lot) : true;
}

/**
 * How many lots would stand elsewhere if the grid were sorted now: lots never move under a pointer,
 * they are counted until the reader asks (LOOK 6). New lots do not count; they are appended.
 */
export function movedCount(shown: readonly number[], sorted: readonly number[]): number {
  const isShownHere = new Set(shown);
  const wanted = sorted.filter((id) => isShownHere.has(id));
  return shown.filter((id, at) => wanted[at] !== id).length;
}
