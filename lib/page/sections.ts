import type { PublicLot } from '../api/public-lot';
import type { Standing } from './panel/panel-state';
import { isContest } from './panel/way';

/** What a lot is to somebody who bid on it, in the order of the page: what needs an act comes first. */
export const SECTIONS = ['outbid', 'leading', 'waiting', 'won', 'lost'] as const;
/** See `SECTIONS`. */
export type Section = (typeof SECTIONS)[number];

/**
 * Where a lot the reader has bid on belongs. Withdrawn and passed lots were not won; before the opening a
 * bid that was left waits for it (ABS1).
 */
export function sectionOf(lot: PublicLot, standing: Standing): Section {
  const leads = standing === 'winning';
  switch (lot.state) {
    case 'sold':
      return leads ? 'won' : 'lost';
    case 'passed':
    case 'withdrawn':
      return 'lost';
    case 'scheduled':
      return 'waiting';
    case 'open':
    case 'held':
      // Where nobody can be outbid there is nothing to do but wait.
      if (!isContest(lot)) return 'waiting';
      return leads ? 'leading' : 'outbid';
  }
}

/** Ids by section: open lots by their close, final ones the latest first. */
export type Sorted = Record<Section, number[]>;

/** Puts lots in their sections and in order. */
export function sortMine(
  lots: readonly PublicLot[],
  standing: (lot: PublicLot) => Standing,
): Sorted {
  const sorted: Sorted = { outbid: [], leading: [], waiting: [], won: [], lost: [] };
  const byClose = [...lots].sort((a, b) => a.closesAtMs - b.closesAtMs || a.id - b.id);
  for (const lot of byClose) {
    const section = sectionOf(lot, standing(lot));
    if (section === 'won' || section === 'lost') sorted[section].unshift(lot.id);
    else sorted[section].push(lot.id);
  }
  return sorted;
}

/** All of it as one sequence; headings are negative numbers, which are no lots. */
export const sequenceOf = (sorted: Sorted): number[] =>
  SECTIONS.flatMap((section, place) => [-1 - place, ...sorted[section]]);

/** What the reader would owe for the lots they lead, by currency: hammer prices alone. */
export function exposure(
  lots: readonly PublicLot[],
  standing: (lot: PublicLot) => Standing,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const lot of lots) {
    if (lot.priceMinor === null || sectionOf(lot, standing(lot)) !== 'leading') continue;
    sums.set(lot.currency, (sums.get(lot.currency) ?? 0) + lot.priceMinor);
  }
  return sums;
}
