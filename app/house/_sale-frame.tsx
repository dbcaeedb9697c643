import Link from 'next/link';
import type { ReactNode } from 'react';
import { SaleState } from '@/components/house/sale/sale-state';
import { SaleTabs } from '@/components/house/sale/sale-tabs';
import { StateChange } from '@/components/house/sale/state-change';
import type { PublicLot } from '@/lib/api/public-lot';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { LiveScope } from '@/lib/live/live-context';
import { getWords } from '../_language';
import { publicAuctionOf } from './_seed';

/** What stands above every part of a sale: its title, state, parts; live while the page stands. */
export async function SaleFrame(props: {
  sale: AuctionView;
  mayEdit: boolean;
  /** Names to watch, and the lots that are shown; else the sale's own record alone. */
  watched?: { names: readonly string[]; lots: readonly PublicLot[] };
  moment: { epoch: number; nowMs: number };
  children: ReactNode;
}) {
  const { sale, moment, watched } = props;
  const { t, language } = await getWords();
  const seed = {
    epoch: moment.epoch,
    lots: watched?.lots ?? [],
    auctions: [publicAuctionOf(sale)],
  };
  // Terminals know no drafts (DRF1).
  const channels = sale.state === 'draft' ? [] : (watched?.names ?? [`sale:${sale.id}`]);
  return (
    <LiveScope channels={channels} seed={seed} asOfMs={moment.nowMs}>
      <div className="page-dense pt-4">
        <p className="type-dense text-ink-2 max-sm:pt-2">
          <Link href="/house" className="underline-offset-4 hover:underline">
            {t('house.title')}
          </Link>{' '}
          ›
        </p>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2 pb-2">
          <h1 className="type-tile-title min-w-0 text-[1.25rem]">
            {language === 'zh' && sale.title.zh ? sale.title.zh : sale.title.en}
          </h1>
          <span className="type-dense">
            <SaleState id={sale.id} rendered={sale.state} live />
          </span>
          <span className="flex-1" />
          {sale.state === 'draft' ? null : (
            <Link
              href={`/sales/${sale.id}-${sale.slug}`}
              className="type-dense underline underline-offset-4"
            >
              {t('house.publicPage')}
            </Link>
          )}
          {props.mayEdit ? <StateChange sale={sale} /> : null}
        </div>
        <div className="mb-4 border-b border-line">
          <SaleTabs auctionId={sale.id} />
        </div>
        {props.children}
      </div>
    </LiveScope>
  );
}
