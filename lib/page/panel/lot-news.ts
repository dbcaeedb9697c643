import type { PublicLot } from '../../api/public-lot';

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

/** What is to be said once the lot that was `before` is `after`. */
export function nextLotNews(now: LotNews, before: PublicLot, after: PublicLot): LotNews {
  if (after.id !== before.id || after.state !== 'open') return NO_NEWS;
  const price = after.priceMinor ?? 0;
  if (before.priceMinor !== null && price < before.priceMinor) {
    return { kind: 'went-back', fromMinor: before.priceMinor };
  }
  if (now.kind === 'went-back' && price < now.fromMinor) return now;
  // A late bid counts as an extension; only an interruption moves the close without one.
  if (after.extensions > before.extensions) return NO_NEWS;
  if (before.state === 'open' && after.closesAtMs > before.closesAtMs) {
    return { kind: 'resumed', closesAtMs: after.closesAtMs };
  }
  return now.kind === 'resumed' ? now : NO_NEWS;
}
