import type { Minor } from '../shared/money';
import { type Ladder, stepAt } from './ladder';
import type { BidKind } from './state';

/** What the price depends on: the lot as it stands and the limits in play. */
interface Standing {
  readonly startMinor: Minor;
  readonly ladder: Ladder;
  readonly priceMinor: Minor | null;
  readonly leader: { readonly maxMinor: Minor } | null;
}

/**
 * The least that a challenger must bid (PRX1, INC): the start while there is no bid, else the
 * price plus the step at the price. Above the largest amount near the very top; then nothing is
 * acceptable.
 */
export const askOf = (lot: Standing): Minor =>
  lot.priceMinor === null ? lot.startMinor : lot.priceMinor + stepAt(lot.ladder, lot.priceMinor);

/** A challenger's bid met: who leads afterwards and at what price. */
export interface Meeting {
  readonly challengerLeads: boolean;
  readonly priceMinor: Minor;
}

/**
 * A bid that meets the ask against the standing leader (PRX1–3, PRX7), before the reserve. Nobody
 * leading: an exact bid opens at its amount, a max at the start. Otherwise the higher limit leads,
 * one step (looked up at the losing limit) above the lower but never above itself; equal limits
 * leave the earlier leading; and an exact bid that leads stands at its amount.
 */
export function meet(lot: Standing, bidKind: BidKind, limitMinor: Minor): Meeting {
  if (lot.leader === null) {
    return { challengerLeads: true, priceMinor: bidKind === 'exact' ? limitMinor : lot.startMinor };
  }
  const leaderMax = lot.leader.maxMinor;
  if (limitMinor > leaderMax) {
    const overLeader = Math.min(limitMinor, leaderMax + stepAt(lot.ladder, leaderMax));
    return { challengerLeads: true, priceMinor: bidKind === 'exact' ? limitMinor : overLeader };
  }
  const overChallenger = Math.min(leaderMax, limitMinor + stepAt(lot.ladder, limitMinor));
  return { challengerLeads: false, priceMinor: overChallenger };
}

/**
 * The price once the reserve has spoken (RES2): a leader who would go to the reserve is taken to
 * it. RES3's switch (a max below the reserve counts in full) is off for every sale; this is where
 * it goes.
 */
export const withReserve = (
  priceMinor: Minor,
  leaderMaxMinor: Minor,
  reserveMinor: Minor | null,
): Minor =>
  reserveMinor !== null && leaderMaxMinor >= reserveMinor
    ? Math.max(priceMinor, reserveMinor)
    : priceMinor;

/** What pages may know of the reserve (RES1): met at equality. */
export function reserveStatus(lot: {
  readonly reserveMinor: Minor | null;
  readonly priceMinor: Minor | null;
}): 'none' | 'met' | 'not-met' {
  if (lot.reserveMinor === null) return 'none';
  return lot.priceMinor !== null && lot.priceMinor >= lot.reserveMinor ? 'met' : 'not-met';
}
