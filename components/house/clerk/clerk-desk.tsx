'use client';

import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { AuctionView } from '@/lib/api/v1/auctions';
import type { ClerkOrder } from '@/lib/api/v1/clerk';
import { useLiveStatus } from '@/lib/live/hooks';
import { FRESHNESS_MEANS } from '@/lib/sync/page-freshness';
import { useAnnounce } from '../../announce/announcer';
import { BidHistory } from '../../lot/bid-history';
import { Empty } from '../../ui/empty';
import type { HouseLot } from '../house-lot';
import { runningOrder } from './clerk-orders';
import { CurrentLot } from './current-lot';
import { LastLot, LotQueue } from './lot-queue';
import { OrderDesk } from './order-desk';
import { useClerkLots } from './use-clerk-lots';
import { WithdrawLot } from './withdraw-lot';

/** A live sale as its clerk runs it: the lot that is up, the orders, what comes next (LIV1). */
export function ClerkDesk(props: {
  sale: AuctionView;
  lots: readonly HouseLot[];
  decimals: boolean;
}) {
  const { sale, lots, decimals } = props;
  const t = useTranslations('house.clerk');
  const announce = useAnnounce();
  const { freshness } = useLiveStatus();
  const [chosenId, setChosenId] = useState<number | null>(null);
  const ids = useMemo(() => lots.map(({ lot }) => lot.id), [lots]);
  const known = useClerkLots(ids);
  const { current, next, last } = useMemo(() => runningOrder(known, chosenId), [known, chosenId]);
  const texts = useMemo(() => new Map(lots.map((shown) => [shown.lot.id, shown])), [lots]);
  const shown = current ? texts.get(current.id) : undefined;
  const lotNumber = current?.lotNumber;
  useEffect(() => {
    if (lotNumber !== undefined) announce('page', t('up', { lot: lotNumber }));
  }, [lotNumber, announce, t]);
  const mayOrder = FRESHNESS_MEANS[freshness].proven && sale.state !== 'draft';

  function done(order: ClerkOrder) {
    if (order.order === 'put-on-the-block') setChosenId(null);
  }
  return (
    <section
      data-theme="dark"
      aria-label={t('label')}
      className="-mx-4 bg-paper px-4 pt-4 pb-8 text-ink md:-mx-8 md:px-8"
    >
      {sale.state === 'draft' ? <p className="type-body pb-4">{t('draft')}</p> : null}
      {current && shown ? (
        <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="grid gap-4">
            <CurrentLot shown={shown} lot={current} decimals={decimals} />
            <OrderDesk
              lot={current}
              ladder={sale.ladder}
              decimals={decimals}
              mayOrder={mayOrder}
              onDone={done}
            />
            <WithdrawLot key={current.id} lot={current} mayOrder={mayOrder} />
          </div>
          <div className="grid gap-6">
            <LotQueue
              last={last}
              next={next}
              texts={texts}
              decimals={decimals}
              mayChoose={current.state === 'scheduled'}
              onChoose={setChosenId}
            />
            <div>
              <h2 className="type-label text-ink-2">{t('bids')}</h2>
              <BidHistory
                key={current.id}
                lotId={current.id}
                initial={null}
                currency={current.currency}
                decimals={decimals}
                myPaddle={null}
              />
            </div>
          </div>
        </div>
      ) : (
        <div className="grid gap-4">
          <Empty sentence={t(last ? 'allDone' : 'noLots')} />
          {last ? <LastLot last={last} decimals={decimals} mayReopen /> : null}
        </div>
      )}
    </section>
  );
}
