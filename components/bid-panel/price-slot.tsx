'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { goesDown } from '@/lib/page/panel/way';
import { Glyph } from '../ui/glyph';
import { Price } from '../ui/price';

/** The reserve in words; only its status is public (RES1). */
export function ReserveLine({ lot, isStale }: { lot: PublicLot; isStale: boolean }) {
  const t = useTranslations('panel.reserve');
  if (lot.reserve === 'none') return <span className="text-ink-2">{t('none')}</span>;
  const isMet = lot.reserve === 'met';
  const notMet = goesDown(lot) ? 'notMetDown' : 'notMet';
  return (
    <span
      className={clsx('inline-flex items-center gap-1.5', isStale ? 'text-stale' : 'text-reserve')}
    >
      <Glyph name={isMet ? 'reserve-met' : 'reserve-not-met'} />
      {t(isMet ? 'met' : notMet)}
    </span>
  );
}

/** What the figure is: where bids go down, the lowest so far. */
function priceLabel(lot: PublicLot) {
  const isDown = goesDown(lot);
  if (lot.state === 'sold') return isDown ? 'awarded' : 'hammer';
  if (lot.priceMinor === null) return isDown ? 'startDown' : 'start';
  return isDown ? 'lowest' : 'current';
}

/** Price and number of bids. The price is the largest figure of the page. */
export function PriceSlot(props: { lot: PublicLot; decimals: boolean; isStale: boolean }) {
  const { lot, decimals } = props;
  const t = useTranslations('panel.price');
  const label = priceLabel(lot);
  const amountMinor = lot.priceMinor ?? lot.askMinor;
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3 type-label text-ink-2">
        <span>
          {t(label)} · <span className="nums">{t('bids', { count: lot.bidCount })}</span>
        </span>
      </div>
      <Price
        amountMinor={amountMinor}
        currency={lot.currency}
        decimals={decimals}
        isStale={props.isStale}
        showDelta
        className="type-price-xl"
      />
    </div>
  );
}
