import type { PublicLot } from '../api/public-lot';
import type { MyBid } from '../api/v1/bids';
import { hasWon, type Standing } from './panel/standing';
import { goesDown, isContest } from './panel/way';

/** What a lot is to somebody who bid on it, in the order of the page: what needs an act comes first. */
export const SECTIONS = ['outbid', 'leading', 'waiting', 'won', 'lost'] as const;
/** See `SECTIONS`. */
export type Section = (typeof SECTIONS)[number];

/** What the reader has to do with a lot: where they stand, and what of it is theirs (`myBid`). */
export interface MyPart {
  standing: Standing;
  won: MyBid['won'];
}

/**
 * Where a lot the reader has bid on belongs. Withdrawn and passed lots were not won; before the opening a
 * bid that was left waits for it (ABS1).
 */
export function sectionOf(lot: PublicLot, { standing, won }: MyPart): Section {
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
      // Where nobody can be outbid there is nothing to do but wait; what was bought at a falling price is theirs.
      if (!isContest(lot)) return hasWon(won) ? 'won' : 'waiting';
      return leads ? 'leading' : 'outbid';
  }
}

/** Ids by section: open lots by their close, final ones the latest first. */
export type Sorted = Record<Section, number[]>;

/** Puts lots in their sections and in order. */
export function sortMine(lots: readonly PublicLot[], mine: (lot: PublicLot) => MyPart): Sorted {
  const sorted: Sorted = { outbid: [], leading: [], waiting: [], won: [], lost: [] };
  const byClose = [...lots].sort((a, b) => a.closesAtMs - b.closesAtMs || a.id - b.id);
  for (const lot of byClose) {
    const section = sectionOf(lot, mine(lot));
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
  mine: (lot: PublicLot) => MyPart,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const lot of lots) {
    // Who wins a tender is paid.
    if (lot.priceMinor === null || goesDown(lot)) continue;
    if (sectionOf(lot, mine(lot)) !== 'leading') continue;
    sums.set(lot.currency, (sums.get(lot.currency) ?? 0) + lot.priceMinor);
  }
  return sums;
}
