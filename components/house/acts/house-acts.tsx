'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { ActList } from './act-list';
import { BidList } from './bid-list';
import { Reopening } from './reopening';
import { TermList } from './term-list';
import { useHouseLot } from './use-house-lot';

/** What the house may do to a lot that runs: its bids, its terms, and what was done by whom. */
export function HouseActs(props: { lot: PublicLot; mayEdit: boolean }) {
  const { lot, mayEdit } = props;
  const t = useTranslations('house.acts');
  const { view, askAgain } = useHouseLot(lot.id, lot.version);
  if (!view) return null;
  return (
    <section aria-label={t('label')} className="grid gap-2">
      <Reopening key={lot.version} lot={lot} view={view} />
      <Fold title={t('bids', { bids: view.bids.length })} name="bids">
        <BidList lot={lot} bids={view.bids} mayCancel={mayEdit} />
      </Fold>
      <Fold title={t('termsTitle')} name="terms">
        <TermList lot={lot} view={view} mayEdit={mayEdit} onChanged={askAgain} />
      </Fold>
      <Fold title={t('history')} name="history">
        <ActList acts={view.acts} currency={lot.currency} />
      </Fold>
    </section>
  );
}

function Fold(props: { title: string; name: string; children: ReactNode }) {
  return (
    <details data-fold={props.name} className="border-t border-line">
      <summary className="type-dense min-h-8 cursor-pointer py-1 font-semibold">
        {props.title}
      </summary>
      {props.children}
    </details>
  );
}
