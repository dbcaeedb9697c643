import type { AuctionView } from '../../../api/v1/auctions';
import type { LotsWon } from '../../../api/v1/lots-won';
import { formatMoney, formatRate } from '../../../page/format';
import { type InvoiceSum, invoiceOf } from '../../../page/invoice';
import { inLanguage } from '../../../page/language';
import { html, type Markup } from '../markup';
import { pathOfSale } from '../paths';
import { pointInTime, type Reader } from '../reader';

/** Everything that a buyer's invoice is drawn from. */
export interface InvoiceFacts {
  asOfMs: number;
  sale: AuctionView;
  won: LotsWon;
}

/** What a buyer owes for the lots they won in a sale (PRM1): one line a lot, and their sums. */
export function invoicePage(reader: Reader, { asOfMs, sale, won }: InvoiceFacts): Markup {
  const { t, language, identity } = reader;
  const { tax } = sale.charges;
  const { lines, all, dueMinor } = invoiceOf(won, sale.charges);
  const money = (amountMinor: number) =>
    formatMoney(amountMinor, { language, currency: sale.currency, decimals: true });
  // Rounded once, on the sum: no lot has a tax of its own.
  const isTaxedOnce = tax.rounded === 'invoice';
  const names = {
    hammer: t('invoice.hammer'),
    premium: t('invoice.premium'),
    tax: t(`invoice.taxOn.${tax.on}`, { rate: formatRate(tax.rateBp, language) }),
    total: t(isTaxedOnce ? 'invoice.beforeTax' : 'invoice.total'),
  };
  const figures = (of: InvoiceSum, isTaxed: boolean, total: string) => html`
<td class="n" data-th="${names.hammer}">${money(of.hammerMinor)}</td> <td class="n" data-th="${names.premium}">${money(of.premiumMinor)}</td>
<td class="n" data-th="${names.tax}">${isTaxed ? money(of.taxMinor) : '–'}</td> <td class="n" data-th="${total}"><b>${money(of.totalMinor)}</b></td>`;
  const rows = lines.map((line) => {
    const units = line.units > 1 ? ` · ${t('invoice.units', { count: line.units })}` : '';
    return html`<tr><td class="line">${inLanguage(line.title, language)}<br><span class="quiet">${t('lot.lot', { lot: line.lotNumber })}${units}</span>${line.isPaid ? html` <b>${t('invoice.paid')}</b>` : null}</td>${figures(line, !isTaxedOnce, names.total)}</tr>`;
  });
  const sum = t(isTaxedOnce ? 'invoice.toPayWithTax' : 'invoice.toPay');
  const due = dueMinor === 0 ? t('invoice.paidInFull') : money(dueMinor);
  const isPaidInPart = lines.some(({ isPaid }) => isPaid);
  const head = html`<tr><th>${t('invoice.lot')}</th><th class="n">${names.hammer}</th><th class="n">${names.premium}</th><th class="n">${names.tax}</th><th class="n">${names.total}</th></tr>`;
  return html`<h1>${t('invoice.title')}</h1>
<p><a href="${pathOfSale(sale)}">${inLanguage(sale.title, language)}</a></p>
<p>${t('invoice.buyer')}: ${identity?.name ?? ''} &#183; ${identity?.email ?? ''}<br>
${t('invoice.paddle')}: ${won.paddle}<br>${t('invoice.asOf')}: ${pointInTime(reader, asOfMs, asOfMs)}</p>
<table class="rows">${head}${rows}<tr><td class="line"><b>${sum}</b></td>${figures(all, true, t('invoice.total'))}</tr></table>
${isPaidInPart ? html`<p>${t('invoice.due')}: <b>${due}</b></p>` : null}
${sale.state === 'ended' ? null : html`<p class="quiet">${t('invoice.goesOn')}</p>`}
<p><a href="/lite/my-bids">${t('invoice.toMyBids')}</a></p>`;
}
