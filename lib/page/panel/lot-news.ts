import type { PublicLot } from '../../api/public-lot';
import { goesDown, isContest } from './way';

/**
 * What happened to a lot while a page showed it, that no bid of its ledger explains. `resumed`: it got
 * a later close after an interruption (CLS7). `went-back`: another history took the place of the one
 * that was shown (EPO1), and what was bid above its price is lost.
 */
export type LotNews =
  | { kind: 'none' }
  | { kind: 'resumed'; closesAtMs: number }
  | { kind: 'went-back'; fromMinor: number };

/** Nothing of the kind. */
export const NO_NEWS: LotNews = { kind: 'none' };

/** Whether a lot has not come as far as an amount; a price that falls by itself goes no way that tells. */
function isShortOf(lot: PublicLot, amountMinor: number): boolean {
  const { priceMinor } = lot;
  if (!isContest(lot)) return false;
  if (priceMinor === null) return true;
  return goesDown(lot) ? priceMinor > amountMinor : priceMinor < amountMinor;
}

/** What is to be said once the lot that was `before` is `after`. */
export function nextLotNews(now: LotNews, before: PublicLot, after: PublicLot): LotNews {
  if (after.id !== before.id || after.state !== 'open') return NO_NEWS;
  if (before.priceMinor !== null && isShortOf(after, before.priceMinor)) {
    return { kind: 'went-back', fromMinor: before.priceMinor };
  }
  if (now.kind === 'went-back' && isShortOf(after, now.fromMinor)) return now;
  // A late bid counts as an extension; only an interruption moves the close without one.
  if (after.extensions > before.extensions) return NO_NEWS;
  if (before.state === 'open' && after.closesAtMs > before.closesAtMs) {
    return { kind: 'resumed', closesAtMs: after.closesAtMs };
  }
  return now.kind === 'resumed' ? now : NO_NEWS;
}
