'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { InvoiceView } from '@/lib/api/v1/invoices';
import { formatMoney } from '@/lib/page/format';
import { inLanguage } from '@/lib/page/language';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { Empty } from '../../ui/empty';
import { PaymentDialog } from './payment-dialog';

const CELL = 'px-2 py-2 align-top';
const HEAD = 'px-2 py-2 text-left font-semibold whitespace-nowrap';

/** What each buyer of a sale owes, and what of it is paid (PAY1). */
export function Invoices(props: {
  invoices: readonly InvoiceView[];
  currency: string;
  mayTakeBack: boolean;
  /** There are more than these. */
  isCut: boolean;
}) {
  const { invoices, currency } = props;
  const t = useTranslations('house');
  const { language } = useStyle();
  const router = useRouter();
  const [asked, setAsked] = useState<{ invoice: InvoiceView; isPaid: boolean } | null>(null);
  const [said, setSaid] = useState('');
  const money = (minor: number) => formatMoney(minor, { language, currency, decimals: true });
  if (invoices.length === 0) return <Empty sentence={t('invoices.empty')} />;
  const dueMinor = invoices.reduce((sum, invoice) => sum + invoice.dueMinor, 0);
  return (
    <>
      <p className="type-body nums pb-2" data-due={dueMinor}>
        {dueMinor === 0 ? t('invoices.nothingDue') : t('invoices.due', { due: money(dueMinor) })}
      </p>
      <p role="status" className="type-dense min-h-[1.125rem] pb-2">
        {said}
      </p>
      <table className="w-full border-collapse type-dense">
        <thead>
          <tr className="border-b border-line-strong text-ink-2">
            <th scope="col" className={`${HEAD} text-right`}>
              {t('columns.paddle')}
            </th>
            <th scope="col" className={HEAD}>
              {t('invoices.buyer')}
            </th>
            <th scope="col" className={`${HEAD} text-right max-sm:hidden`}>
              {t('invoices.total')}
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              {t('invoices.open')}
            </th>
            <th scope="col" className={HEAD}>
              {t('invoices.payment')}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoices.map((invoice) => (
            <tr
              key={invoice.registrationId}
              data-invoice={invoice.registrationId}
              className="border-b border-line"
            >
              <td className={`${CELL} nums text-right`}>{invoice.paddle}</td>
              <td className={`${CELL} max-w-0 w-full`}>
                <span className="block truncate font-semibold">{invoice.buyer.name}</span>
                <span className="block truncate text-ink-2">{invoice.buyer.email}</span>
                <ul className="nums">
                  {invoice.lots.map((lot) => (
                    <li key={lot.lotId} data-paid={lot.isPaid} className="sm:truncate">
                      {t('lotShort', { lot: lot.lotNumber })} · {money(lot.hammerMinor)}
                      {lot.isPaid ? ` · ${t('invoices.paid')}` : ''}
                      <span className="text-ink-2"> · {inLanguage(lot.title, language)}</span>
                    </li>
                  ))}
                </ul>
              </td>
              <td className={`${CELL} nums text-right max-sm:hidden`}>
                {money(invoice.totalMinor)}
              </td>
              <td className={`${CELL} nums text-right font-semibold`} data-open>
                {invoice.dueMinor === 0 ? t('invoices.paid') : money(invoice.dueMinor)}
              </td>
              <td className={CELL}>
                <span className="flex gap-2 max-sm:flex-col">
                  {invoice.dueMinor > 0 ? (
                    <Button
                      size="dense"
                      look="secondary"
                      className="sm:whitespace-nowrap"
                      data-pay={invoice.paddle}
                      onClick={() => setAsked({ invoice, isPaid: true })}
                    >
                      {t('invoices.pay')}
                    </Button>
                  ) : null}
                  {props.mayTakeBack && invoice.lots.some(({ isPaid }) => isPaid) ? (
                    <Button
                      size="dense"
                      look="quiet"
                      onClick={() => setAsked({ invoice, isPaid: false })}
                    >
                      {t('invoices.takeBack')}
                    </Button>
                  ) : null}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {props.isCut ? (
        <p className="type-dense pt-2 text-ink-2">{t('people.more', { count: invoices.length })}</p>
      ) : null}
      {asked ? (
        <PaymentDialog
          {...asked}
          onClose={() => setAsked(null)}
          onDone={({ buyer, dueMinor: leftMinor }) => {
            setAsked(null);
            const left = leftMinor === 0 ? t('invoices.paid') : money(leftMinor);
            setSaid(t('invoices.noted', { name: buyer.name, left }));
            router.refresh();
          }}
        />
      ) : null}
    </>
  );
}
