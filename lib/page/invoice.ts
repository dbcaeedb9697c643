import type { AuctionView } from '../api/v1/auctions';
import type { LotsWon, LotWon } from '../api/v1/lots-won';
import { type Cost, costOf, costOfInvoice } from '../shared/premium';

/** What is charged for one lot or for all of them. */
export interface InvoiceSum extends Cost {
  readonly hammerMinor: number;
}

/** An invoice: one line a lot, and their sums (PRM1). */
export interface Invoice {
  readonly lines: readonly (LotWon & InvoiceSum)[];
  readonly all: InvoiceSum;
}

/** What a buyer owes for the lots they won in a sale with these charges. */
export function invoiceOf({ lots }: LotsWon, charges: AuctionView['charges']): Invoice {
  const premium = { tiers: charges.premium };
  const { tax } = charges;
  const hammersMinor = lots.map(({ hammerMinor }) => hammerMinor);
  return {
    lines: lots.map((lot) => ({
      ...lot,
      ...costOf({ hammerMinor: lot.hammerMinor, premium, tax }),
    })),
    all: {
      hammerMinor: hammersMinor.reduce((sum, one) => sum + one, 0),
      ...costOfInvoice({ hammersMinor, taxRounding: 'lot', premium, tax }),
    },
  };
}
