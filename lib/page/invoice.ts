import type { AuctionView } from '../api/v1/auctions';
import type { LotsWon, LotWon } from '../api/v1/lots-won';
import { type Cost, costOf, costOfInvoice } from '../shared/premium';

/** What is charged for one lot or for all of them. */
export interface InvoiceSum extends Cost {
  readonly hammerMinor: number;
}

/** A lot's line: where the tax is rounded once on the sum, none stands here, and `totalMinor` is before tax. */
type InvoiceLine = LotWon & InvoiceSum;

/** An invoice: one line a lot, and their sums (PRM1). */
export interface Invoice {
  readonly lines: readonly InvoiceLine[];
  readonly all: InvoiceSum;
}

/** What a buyer owes for the lots they won in a sale with these charges. */
export function invoiceOf({ lots }: LotsWon, charges: AuctionView['charges']): Invoice {
  const premium = { tiers: charges.premium };
  const { tax } = charges;
  const taxOfLine = tax.rounded === 'invoice' ? { ...tax, rateBp: 0 } : tax;
  const hammersMinor = lots.map(({ hammerMinor }) => hammerMinor);
  return {
    lines: lots.map((lot) => ({
      ...lot,
      ...costOf({ hammerMinor: lot.hammerMinor, premium, tax: taxOfLine }),
    })),
    all: {
      hammerMinor: hammersMinor.reduce((sum, one) => sum + one, 0),
      ...costOfInvoice({ hammersMinor, premium, tax }),
    },
  };
}
