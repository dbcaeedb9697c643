'use client';

import clsx from 'clsx';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { formatMoney } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { Instant } from '../../ui/instant';
import { OrderDialog } from './order-dialog';

type Bid = HouseLotView['bids'][number];

/** As many are shown before somebody asks for all. */
const FIRST = 8;

/** The bids of a lot by ledger entry; an auctioneer may cancel one while the lot takes bids (RET1). */
export function BidList(props: { lot: PublicLot; bids: readonly Bid[]; mayCancel: boolean }) {
  const { lot, bids, mayCancel } = props;
  const t = useTranslations('house.acts');
  const { language } = useStyle();
  const [isWhole, setWhole] = useState(false);
  const [asked, setAsked] = useState<Bid | null>(null);
  if (bids.length === 0) return <p className="type-dense text-ink-2">{t('noBids')}</p>;
  const { currency } = lot;
  const money = (minor: number | null) =>
    minor === null ? '' : formatMoney(minor, { language, currency });
  // What is called by a clerk is undone there, and what has ended is reopened first.
  const isOpen = (lot.state === 'open' || lot.state === 'held') && !lot.saleroom;
  return (
    <>
      <ul className="type-dense">
        {(isWhole ? bids : bids.slice(0, FIRST)).map((bid) => (
          <li
            key={bid.entry}
            data-bid={bid.entry}
            className="flex min-h-10 flex-wrap items-center gap-x-3 border-t border-line py-1"
          >
            <span className={clsx('nums flex-1', bid.isCancelled && 'text-ink-3 line-through')}>
              {t('paddle', { paddle: bid.paddle })} · {money(bid.priceMinor)}
              <span className="block text-ink-2">
                <Instant ms={Date.parse(bid.at)} shape="seconds" />
                {bid.outcome ? ` · ${t(`outcomes.${bid.outcome}`)}` : ''}
              </span>
            </span>
            {bid.isCancelled ? <span className="text-ink-2">{t('cancelled')}</span> : null}
            {mayCancel && isOpen && !bid.isCancelled ? (
              <Button size="dense" look="quiet" onClick={() => setAsked(bid)}>
                {t('cancel')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {!isWhole && bids.length > FIRST ? (
        <Button size="dense" look="secondary" onClick={() => setWhole(true)}>
          {t('allBids', { bids: bids.length })}
        </Button>
      ) : null}
      {asked ? (
        <OrderDialog
          title={t('cancelTitle', { paddle: asked.paddle })}
          confirm={t('cancelConfirm')}
          look="danger"
          needsReason
          order={() => ({
            method: 'POST',
            path: `/api/v1/lots/${lot.id}/bids/${asked.entry}/cancel`,
            body: {},
          })}
          onClose={() => setAsked(null)}
          onDone={() => setAsked(null)}
        >
          <p className="type-body">{t('cancelText')}</p>
        </OrderDialog>
      ) : null}
    </>
  );
}
