'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { AuctionView } from '@/lib/api/v1/auctions';
import type { LotAction } from '@/lib/api/v1/lots';
import { useLiveStatus } from '@/lib/live/hooks';
import { Button } from '../../ui/button';
import { ActionDialog } from './action-dialog';

type Act = LotAction['action'];

/** What a clerk may do with a lot in each state; nothing once it is final. */
const ACTS: Record<PublicLot['state'], readonly Act[]> = {
  scheduled: ['open', 'withdraw'],
  open: ['close', 'withdraw'],
  held: ['withdraw'],
  sold: [],
  passed: [],
  withdrawn: [],
};

/** Open, close, withdraw: each asks first and names what it does. */
export function LotActions(props: { lot: PublicLot; saleState: AuctionView['state'] }) {
  const { lot, saleState } = props;
  const t = useTranslations('house.actions');
  const { freshness } = useLiveStatus();
  const [asked, setAsked] = useState<Act | null>(null);
  // What a clerk calls comes on the block, and off it, at the desk.
  const isCalled = lot.saleroom !== undefined;
  const acts = ACTS[lot.state].filter((act) => !isCalled || act === 'withdraw');
  const isDraft = saleState === 'draft';
  return (
    <section aria-label={t('label')} className="grid gap-2 empty:hidden">
      {acts.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          {isCalled ? (
            <Link
              href={`/house/sales/${lot.auctionId}/clerk`}
              className="type-dense underline underline-offset-4"
            >
              {t('toDesk')}
            </Link>
          ) : null}
          {acts.map((act) => (
            <Button
              key={act}
              size="dense"
              look={act === 'withdraw' ? 'danger' : 'secondary'}
              blocked={isDraft && act === 'open'}
              aria-describedby={isDraft ? 'draft-reason' : undefined}
              data-act={act}
              onClick={() => setAsked(act)}
            >
              {t(act)}
            </Button>
          ))}
        </div>
      ) : null}
      {isDraft && acts.length > 0 ? (
        <p id="draft-reason" className="type-dense text-ink-2">
          {t('draft')}
        </p>
      ) : null}
      {acts.length > 0 && freshness !== 'live' ? (
        <p className="type-dense text-stale">{t('notProven')}</p>
      ) : null}
      <ActionDialog lot={lot} act={asked} onClose={() => setAsked(null)} />
    </section>
  );
}
