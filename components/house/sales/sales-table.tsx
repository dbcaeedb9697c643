'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { useStyle } from '../../shell/use-style';
import { Countdown } from '../../ui/countdown';
import { Instant } from '../../ui/instant';
import { SaleState } from '../sale/sale-state';
import { type SaleCounts, useSaleCounts } from './use-sale-counts';

/** A sale of the house's list. */
export interface HouseSale {
  sale: AuctionView;
  counts: SaleCounts;
  /** Whether this page hears of its changes. */
  live: boolean;
}

const CELL = 'px-2 py-1.5 align-middle';
const HEAD = 'px-2 py-2 text-left font-semibold whitespace-nowrap';

/** Sales of one state. */
export function SalesTable({ sales, label }: { sales: readonly HouseSale[]; label: string }) {
  const t = useTranslations('house.columns');
  return (
    <table aria-label={label} className="w-full border-collapse type-dense">
      <thead>
        <tr className="border-b border-line-strong text-ink-2">
          <th scope="col" className={HEAD}>
            {t('sale')}
          </th>
          <th scope="col" className={HEAD}>
            {t('state')}
          </th>
          <th scope="col" className={`${HEAD} text-right`}>
            {t('lots')}
          </th>
          <th scope="col" className={`${HEAD} text-right max-sm:hidden`}>
            {t('open')}
          </th>
          <th scope="col" className={`${HEAD} text-right max-sm:hidden`}>
            {t('finished')}
          </th>
          <th scope="col" className={`${HEAD} max-md:hidden`}>
            {t('opens')}
          </th>
          <th scope="col" className={`${HEAD} max-md:hidden`}>
            {t('closes')}
          </th>
          <th scope="col" className={`${HEAD} max-sm:hidden`}>
            {t('next')}
          </th>
        </tr>
      </thead>
      <tbody>
        {sales.map((row) => (
          <SaleRow key={row.sale.id} {...row} />
        ))}
      </tbody>
    </table>
  );
}

function SaleRow({ sale, counts: rendered, live }: HouseSale) {
  const t = useTranslations('house');
  const { language } = useStyle();
  const counts = useSaleCounts(sale.id, rendered);
  const time = (instant: string | null) =>
    instant === null ? '–' : <Instant ms={Date.parse(instant)} shape="dayTimeZone" />;
  return (
    <tr data-sale={sale.id} className="border-b border-line">
      <td className={`${CELL} max-w-0 w-full`}>
        <Link
          href={`/house/sales/${sale.id}`}
          className="block min-h-8 truncate py-1.5 font-serif text-[0.9375rem] font-medium underline-offset-4 hover:underline"
        >
          {language === 'zh' && sale.title.zh ? sale.title.zh : sale.title.en}
        </Link>
      </td>
      <td className={`${CELL} nums`}>
        <SaleState id={sale.id} rendered={sale.state} live={live} />
      </td>
      <td className={`${CELL} nums text-right`}>{sale.lotCount}</td>
      <td className={`${CELL} nums text-right max-sm:hidden`}>{counts.open}</td>
      <td className={`${CELL} nums text-right max-sm:hidden`}>{counts.final}</td>
      <td className={`${CELL} text-ink-2 max-md:hidden`}>{time(sale.opensAt)}</td>
      <td className={`${CELL} text-ink-2 max-md:hidden`}>{time(sale.closesAt)}</td>
      <td className={`${CELL} nums max-sm:hidden`}>
        {counts.next ? (
          <>
            {t('nextClose', { lot: counts.next.lotNumber })}{' '}
            <Countdown untilMs={counts.next.closesAtMs} className="text-ink-2" />
          </>
        ) : (
          '–'
        )}
      </td>
    </tr>
  );
}
