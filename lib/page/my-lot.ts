import type { PublicLot } from '../api/public-lot';
import type { MyBid } from '../api/v1/bids';
import { hasWon, type Standing } from './panel/standing';
import { goesDown, isContest, wayOf } from './panel/way';

/**
 * Whether there is anything to ask why of (WHY2): not where the reader leads or has won, nor while offers are
 * sealed or the price still falls, for then nothing is decided.
 */
export const canAskWhy = (lot: PublicLot, standing: Standing): boolean =>
  standing !== 'winning' && (isContest(lot) || lot.askMinor === null);

/** Whether a lot is the reader's and has to be paid: who wins a tender is paid, and pays no premium (PRM1). */
export const isOwed = (lot: PublicLot, standing: Standing): boolean =>
  lot.state === 'sold' && standing === 'winning' && !goesDown(lot);

/** What the reader's own amount is called: a key below `myBids.limits`. */
export const limitName = (lot: PublicLot) => wayOf(lot);

/**
 * What the reader bought for in all, where no price of the lot says so: at a falling price each buys at
 * another (DUT1), and of several units somebody wins so many. Null: the lot's price says it.
 */
export function boughtFor(lot: PublicLot, won: MyBid['won']): MyBid['won'] {
  if (!won || !hasWon(won)) return null;
  return wayOf(lot) === 'clock' || won.units > 1 ? won : null;
}
