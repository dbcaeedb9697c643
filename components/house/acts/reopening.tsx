'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { Button } from '../../ui/button';
import { OrderDialog } from './order-dialog';

/** Takes a lot that was sold or passed up again, or agrees that somebody else does (CLS3). */
export function Reopening(props: { lot: PublicLot; view: HouseLotView }) {
  const { lot } = props;
  const { wish, isPaid } = props.view;
  const t = useTranslations('house.acts');
  const [isAsked, setAsked] = useState(false);
  /** The reason of a wish of this page that the house has not told of yet. */
  const [isWaiting, setWaiting] = useState(false);
  if (lot.state !== 'sold' && lot.state !== 'passed') return null;
  if (isPaid) return <p className="type-dense text-ink-2">{t('paid')}</p>;
  const isOther = wish !== null && !wish.isOwn;
  const isOwn = isWaiting || wish?.isOwn === true;
  return (
    <div className="grid gap-2">
      {isOther ? (
        <p className="type-dense">{t('wishOther', { who: wish.who, reason: wish.reason })}</p>
      ) : null}
      {isOwn ? <p className="type-dense">{t('wishOwn')}</p> : null}
      {isOwn ? null : (
        <div>
          <Button size="dense" look="secondary" data-act="reopen" onClick={() => setAsked(true)}>
            {isOther ? t('agree') : t('reopen')}
          </Button>
        </div>
      )}
      {isAsked ? (
        <OrderDialog
          title={t('reopenTitle', { lot: lot.lotNumber })}
          confirm={isOther ? t('agree') : t('reopenConfirm', { lot: lot.lotNumber })}
          look="primary"
          needsReason={false}
          order={() => ({
            method: 'POST',
            path: `/api/v1/lots/${lot.id}/reopen`,
            body: { version: lot.version },
          })}
          onClose={() => setAsked(false)}
          onDone={({ awaitsSecond }) => {
            setWaiting(awaitsSecond);
            setAsked(false);
          }}
        >
          <p className="type-body">{t(lot.saleroom ? 'reopenLiveText' : 'reopenText')}</p>
        </OrderDialog>
      ) : null}
    </div>
  );
}
