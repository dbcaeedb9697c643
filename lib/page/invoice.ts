import type { AuctionView } from '../api/v1/auctions';
import type { InvoiceView } from '../api/v1/invoices';
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
  /** What of it is not paid yet. */
  readonly dueMinor: number;
}

function sumOf(lots: LotsWon['lots'], { premium, tax }: AuctionView['charges']): InvoiceSum {
  const hammersMinor = lots.map(({ hammerMinor }) => hammerMinor);
  return {
    hammerMinor: hammersMinor.reduce((sum, one) => sum + one, 0),
    ...costOfInvoice({ hammersMinor, premium: { tiers: premium }, tax }),
  };
}

/** What a buyer owes for the lots they won in a sale with these charges. */
export function invoiceOf({ lots }: LotsWon, charges: AuctionView['charges']): Invoice {
  const premium = { tiers: charges.premium };
  const { tax } = charges;
  const taxOfLine = tax.rounded === 'invoice' ? { ...tax, rateBp: 0 } : tax;
  const unpaid = lots.filter(({ isPaid }) => !isPaid);
  return {
    lines: lots.map((lot) => ({
      ...lot,
      ...costOf({ hammerMinor: lot.hammerMinor, premium, tax: taxOfLine }),
    })),
    all: sumOf(lots, charges),
    dueMinor: unpaid.length === 0 ? 0 : sumOf(unpaid, charges).totalMinor,
  };
}

/** The same as its house sees it. */
export function toInvoiceView(
  buyer: Pick<InvoiceView, 'registrationId' | 'auctionId' | 'paddle'> & InvoiceView['buyer'],
  won: LotsWon,
  charges: AuctionView['charges'],
): InvoiceView {
  const { registrationId, auctionId, paddle, name, email } = buyer;
  const { all, dueMinor } = invoiceOf(won, charges);
  const { hammerMinor, premiumMinor, taxMinor, totalMinor } = all;
  return {
    ...{ registrationId, auctionId, paddle, buyer: { name, email }, lots: [...won.lots] },
    ...{ hammerMinor, premiumMinor, taxMinor, totalMinor, dueMinor },
  };
}
