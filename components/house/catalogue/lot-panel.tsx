'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { useLiveStatus, useLot } from '@/lib/live/hooks';
import { slugOf } from '@/lib/shared/slug';
import { useStyle } from '../../shell/use-style';
import { Price } from '../../ui/price';
import { Rule } from '../../ui/rule';
import { LotActions } from '../actions/lot-actions';
import { HouseActs } from '../acts/house-acts';
import { LotEditor } from '../editor/lot-editor';
import type { HouseLot } from '../house-lot';
import { LotState, useLotTexture } from '../lot-state';

/** One lot beside the catalogue: what it stands at, what a clerk may do with it, its texts. */
export function LotPanel(props: {
  shown: HouseLot;
  sale: AuctionView;
  saleState: AuctionView['state'];
  pictures: readonly string[];
  mayEdit: boolean;
  onSaved: () => void;
}) {
  const { shown, sale, saleState } = props;
  const t = useTranslations('house');
  const { language } = useStyle();
  const lot = useLot(shown.lot.id) ?? shown.lot;
  const texture = useLotTexture(lot);
  const { freshness } = useLiveStatus();
  const { title } = shown.item;
  const isOpen = lot.state === 'open' || lot.state === 'held';
  return (
    <div className="grid gap-4">
      <div>
        <Rule texture={texture} />
        <p className="type-tile-title pt-1">
          {language === 'zh' && title.zh ? title.zh : title.en}
        </p>
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 pt-2 type-dense">
          <LotState lot={lot} />
          <span className="flex items-baseline gap-2">
            <Price
              amountMinor={lot.priceMinor}
              currency={sale.currency}
              isStale={isOpen && freshness !== 'live'}
              className="type-price-m"
            />
            <span className="text-ink-2">{t('catalogue.bids', { bids: lot.bidCount })}</span>
          </span>
        </div>
        {saleState === 'draft' ? null : (
          <Link
            href={`/lots/${lot.id}-${slugOf(title.en, 'lot')}`}
            className="type-dense inline-block pt-2 underline underline-offset-4"
          >
            {t('editor.publicPage')}
          </Link>
        )}
      </div>
      <LotActions lot={lot} saleState={saleState} />
      <HouseActs lot={lot} mayEdit={props.mayEdit} />
      <LotEditor
        shown={shown}
        lot={lot}
        pictures={props.pictures}
        mayEdit={props.mayEdit}
        onSaved={props.onSaved}
      />
    </div>
  );
}
