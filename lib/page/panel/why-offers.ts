import type { Language } from '../../api/local-text';
import type { PublicLot } from '../../api/public-lot';
import { formatLeft } from '../format';
import type { Messages } from '../messages';
import { wayOf } from './way';

type Told = keyof Messages['lot']['whyOffers'];

/** Why the price is what it is where bids do not go beyond each other: a sentence below `lot`. */
export interface WhySentence {
  key: `whyOffers.${Told}` | `whyOffersEnded.${Told}`;
  values: { amount: string; start: string; step: string; interval: string };
}

/** The rule of these lots (SEA1, VIC1, MUL1, DUT1); null: the highest bid, or the lowest, makes the price. */
export function whyOffers(
  lot: PublicLot,
  style: { language: Language; money(amountMinor: number | null): string },
): WhySentence | null {
  const { format, falling, askMinor } = lot;
  if (format === 'english' || format === 'reverse' || format === 'live') return null;
  const values = {
    amount: style.money(askMinor),
    start: style.money(falling?.startMinor ?? null),
    step: style.money(falling?.stepMinor ?? null),
    interval: formatLeft(falling?.intervalMs ?? 0, style.language),
  };
  return { key: `${askMinor === null ? 'whyOffersEnded' : 'whyOffers'}.${format}`, values };
}

/** Why no bid stands in a lot's history: the key of a sentence below `lot`. */
export function emptyHistory(lot: PublicLot | null) {
  if (!lot || lot.askMinor === null) return 'historyEmpty';
  const way = wayOf(lot);
  return way === 'offers' ? 'historySealed' : way === 'clock' ? 'historyClock' : 'historyEmpty';
}
