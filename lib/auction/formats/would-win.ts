import type { Minor } from '../../shared/money';

/**
 * What would have won, all else as it was. `enough`: this amount, and one minor unit less is not. `from` this
 * amount on, or only `beyond` it: how far is the secret of whoever leads. `buy`: buying at once at this
 * price, which was on offer (BUY1).
 */
export interface WouldWin {
  readonly kind: 'enough' | 'from' | 'beyond' | 'buy';
  readonly amountMinor: Minor;
}

/** What anyone sees of a price at a moment. */
interface PriceThen {
  readonly priceMinor: Minor | null;
  readonly units?: { readonly left: number };
}

/** A bid that is not ahead, and what anyone sees of the lot around it (AUT1). */
export interface LostBid {
  readonly before: PriceThen;
  readonly now: PriceThen;
  /** The least that would have been taken of it (LED3); null where that was not at fault. */
  readonly leastMinor: Minor | null;
  readonly leastUnits: number;
  /** Whoever leads now did so already, and it never did. */
  readonly isLater: boolean;
  /** It need only match whoever leads (PRI1). */
  readonly mayMatch: boolean;
}

/**
 * What the price proves where one bid goes beyond another: the leader's limit is at least there, and of equal
 * limits the earlier leads (PRX3).
 */
export function beyondThePrice(lost: LostBid): WouldWin | null {
  const { before, now, leastMinor } = lost;
  if (leastMinor !== null && now.priceMinor === before.priceMinor) {
    return { kind: 'from', amountMinor: leastMinor };
  }
  if (now.priceMinor === null) return null;
  const kind = lost.isLater && !lost.mayMatch ? 'beyond' : 'from';
  return { kind, amountMinor: now.priceMinor };
}

/** Of offers nothing is known but the least there may be, until the end tells what one cost (OFR1). */
export function fromTheAward({ now, leastMinor }: LostBid): WouldWin | null {
  const amountMinor = now.priceMinor ?? leastMinor;
  return amountMinor === null ? null : { kind: 'from', amountMinor };
}

/** Whoever would have paid what the clock asked would have bought, if that many were left (DUT1). */
export function atTheClock({ before, leastMinor, leastUnits }: LostBid): WouldWin | null {
  if (leastMinor === null || leastUnits > (before.units?.left ?? 1)) return null;
  return { kind: 'enough', amountMinor: leastMinor };
}
