import type { AuctionView } from '../../api/v1/auctions';
import { type Cost, costOf } from '../../shared/premium';

/** What the panel needs to know of the sale. */
export type PanelSale = Pick<
  AuctionView,
  'id' | 'charges' | 'softClose' | 'terms' | 'termsVersion' | 'currency'
> & {
  /** Whether the sale's steps have minor digits. */
  decimals: boolean;
};

/** What a bid of this amount costs if it wins (PRM1). */
export const costOfBid = (sale: PanelSale, amountMinor: number): Cost =>
  costOf({
    hammerMinor: amountMinor,
    premium: { tiers: sale.charges.premium },
    tax: sale.charges.tax,
  });
