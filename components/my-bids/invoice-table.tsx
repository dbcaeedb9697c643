'use client';

import { useTranslations } from 'use-intl/react';
import type { AuctionView } from '@/lib/api/v1/auctions';
import type { LotsWon } from '@/lib/api/v1/lots-won';
import { formatMoney, formatRate } from '@/lib/page/format';
import { type InvoiceSum, invoiceOf } from '@/lib/page/invoice';
import { inLanguage } from '@/lib/page/language';
import { useStyle } from '../shell/use-style';

const HEAD = 'py-2 font-semibold';
const FIGURE = 'nums py-2 pl-4 text-right align-top';
/** On a phone the parts stand below the lot's title instead. */
const PART = `${FIGURE} max-md:hidden print:table-cell`;
const BELOW = 'nums block type-label whitespace-normal text-ink-2 md:hidden print:hidden';

/** One line a lot won: hammer, premium, tax; and their sums (PRM1). */
export function InvoiceTable(props: {
  won: LotsWon;
  sale: Pick<AuctionView, 'charges' | 'currency'>;
}) {
  const { won, sale } = props;
  const t = useTranslations('invoice');
  const lotWords = useTranslations('lot');
  const { language } = useStyle();
  const { tax } = sale.charges;
  const { lines, all, dueMinor } = invoiceOf(won, sale.charges);
  const isPaidInPart = lines.some(({ isPaid }) => isPaid);
  const money = (amountMinor: number) =>
    formatMoney(amountMinor, { language, currency: sale.currency, decimals: true });
  /** The tax is rounded once, on the sum: no lot has one of its own. */
  const isTaxedOnce = tax.rounded === 'invoice';
  const parts = (of: InvoiceSum, isTaxed = true) =>
    t(isTaxed ? 'parts' : 'partsBeforeTax', {
      hammer: money(of.hammerMinor),
      premium: money(of.premiumMinor),
      tax: money(of.taxMinor),
    });
  return (
    <table className="w-full border-collapse type-body">
      <caption className="sr-only">{t('title')}</caption>
      <thead>
        <tr className="border-b border-line-strong type-label text-ink-2">
          <th scope="col" className={`${HEAD} text-left`}>
            {t('lot')}
          </th>
          <th scope="col" className={`${HEAD} ${PART}`}>
            {t('hammer')}
          </th>
          <th scope="col" className={`${HEAD} ${PART}`}>
            {t('premium')}
          </th>
          <th scope="col" className={`${HEAD} ${PART}`}>
            {t(`taxOn.${tax.on}`, { rate: formatRate(tax.rateBp, language) })}
          </th>
          <th scope="col" className={`${HEAD} ${FIGURE}`}>
            {t(isTaxedOnce ? 'beforeTax' : 'total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.lotId} data-lot={line.lotId} className="border-b border-line">
            <td className="py-2">
              <span className="nums block type-label text-ink-2">
                {lotWords('lot', { lot: line.lotNumber })}
                {line.units > 1 ? ` · ${t('units', { count: line.units })}` : null}
                {line.isPaid ? ` · ${t('paid')}` : null}
              </span>
              {inLanguage(line.title, language)}
              <span className={BELOW}>{parts(line, !isTaxedOnce)}</span>
            </td>
            <td className={PART}>{money(line.hammerMinor)}</td>
            <td className={PART}>{money(line.premiumMinor)}</td>
            <td className={PART}>{isTaxedOnce ? null : money(line.taxMinor)}</td>
            <td className={FIGURE}>{money(line.totalMinor)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="border-t-2 border-ink font-semibold">
          <th scope="row" className="py-3 text-left font-semibold">
            {t(isTaxedOnce ? 'toPayWithTax' : 'toPay')}
            <span className={BELOW}>{parts(all)}</span>
          </th>
          <td className={PART}>{money(all.hammerMinor)}</td>
          <td className={PART}>{money(all.premiumMinor)}</td>
          <td className={PART}>{money(all.taxMinor)}</td>
          <td className={FIGURE} data-total={all.totalMinor}>
            {money(all.totalMinor)}
          </td>
        </tr>
        {isPaidInPart ? (
          <tr className="font-semibold">
            <th
              scope="row"
              colSpan={4}
              className="py-2 text-left font-semibold max-md:hidden print:table-cell"
            >
              {t('due')}
            </th>
            <th scope="row" className="py-2 text-left font-semibold md:hidden print:hidden">
              {t('due')}
            </th>
            <td className={FIGURE} data-due={dueMinor}>
              {dueMinor === 0 ? t('paidInFull') : money(dueMinor)}
            </td>
          </tr>
        ) : null}
      </tfoot>
    </table>
  );
}
