import type { AuctionView } from '@/lib/api/v1/auctions';
import { ladderHasDecimals } from '@/lib/page/format';
import type { PanelSale } from '@/lib/page/panel/terms';

/** What the bid panel and the registration dialog need of a sale. */
export const panelSale = (sale: AuctionView): PanelSale => ({
  id: sale.id,
  charges: sale.charges,
  softClose: sale.softClose,
  terms: sale.terms,
  termsVersion: sale.termsVersion,
  currency: sale.currency,
  decimals: ladderHasDecimals(sale.ladder, sale.currency),
});
