import type { Minor } from '../../shared/money';
import type { Sale } from '../fact';
import type { Offer, OfferBook } from '../state';
import type { HammerResult } from './format';

/** What an award looks at when the sealed offers are opened. */
export interface SealedOffers {
  readonly startMinor: Minor;
  readonly reserveMinor: Minor | null;
  readonly book: OfferBook;
}

/** Highest first; of equal ones the earlier place first, in which they stand (SEA1, MUL1). */
const ranked = (book: OfferBook): Offer[] =>
  book.offers.toSorted((one, other) => other.amountMinor - one.amountMinor);

/** The whole lot to the best offer, at a price that follows from the second. */
function toTheBest(
  { book, reserveMinor }: SealedOffers,
  priceOf: (best: Offer, second: Offer | undefined) => Minor,
): HammerResult {
  const [best, second] = ranked(book);
  if (!best) return { kind: 'passed', reason: 'no-bid' };
  if (reserveMinor !== null && best.amountMinor < reserveMinor) {
    return { kind: 'passed', reason: 'reserve-not-met' };
  }
  const { registrationId, paddle } = best;
  const priceMinor = priceOf(best, second);
  return { kind: 'sold', sales: [{ registrationId, paddle, units: 1, priceMinor }] };
}

/** The best offer pays what it offered (SEA1). */
export const firstPrice = (lot: SealedOffers): HammerResult =>
  toTheBest(lot, ({ amountMinor }) => amountMinor);

/** The best offer pays what the second would have, but not below reserve and start (VIC1). */
export const secondPrice = (lot: SealedOffers): HammerResult =>
  toTheBest(lot, (_, second) =>
    Math.max(second?.amountMinor ?? 0, lot.reserveMinor ?? 0, lot.startMinor),
  );

/**
 * As many units as there are to the best offers, the last of them perhaps fewer than it wanted; what
 * cannot have its least is passed over (MUL2). All pay the lowest offer that won if every unit is sold, else the
 * minimum (MUL1).
 */
export function uniformPrice(lot: SealedOffers, units: number): HammerResult {
  let left = units;
  let lowestMinor = lot.startMinor;
  const won: Omit<Sale, 'priceMinor'>[] = [];
  for (const offer of ranked(lot.book)) {
    if (left === 0) break;
    if (offer.leastUnits > left) continue;
    const { registrationId, paddle, amountMinor } = offer;
    const taken = Math.min(offer.units, left);
    won.push({ registrationId, paddle, units: taken });
    left -= taken;
    lowestMinor = amountMinor;
  }
  if (won.length === 0) {
    return { kind: 'passed', reason: lot.book.offers.length === 0 ? 'no-bid' : 'unfillable' };
  }
  const priceMinor = left === 0 ? lowestMinor : lot.startMinor;
  return { kind: 'sold', sales: won.map((one) => ({ ...one, priceMinor })) };
}
