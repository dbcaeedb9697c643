'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { fallsByItself } from '@/lib/page/panel/falling';
import { goesDown, isContest, unitsOf, wayOf } from '@/lib/page/panel/way';
import { Glyph } from '../ui/glyph';
import { Price } from '../ui/price';

/** The reserve in words; only its status is public (RES1). */
export function ReserveLine({ lot, isStale }: { lot: PublicLot; isStale: boolean }) {
  const t = useTranslations('panel.reserve');
  if (lot.reserve === 'none') return <span className="text-ink-2">{t('none')}</span>;
  const isMet = lot.reserve === 'met';
  // Nobody sees a price that could be compared with it.
  if (!isMet && !isContest(lot)) return <span className="text-ink-2">{t('secret')}</span>;
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
  const isEach = unitsOf(lot) !== null;
  if (lot.state === 'sold' && isEach) return 'hammerEach';
  if (!isContest(lot) && lot.state !== 'sold') {
    if (wayOf(lot) === 'offers') return isEach ? 'minimumEach' : 'minimum';
    if (lot.state !== 'scheduled') return isEach ? 'nowEach' : 'now';
    return isEach ? 'startEach' : 'start';
  }
  if (lot.state === 'sold') return isDown ? 'awarded' : 'hammer';
  if (lot.priceMinor === null) return isDown ? 'startDown' : 'start';
  return isDown ? 'lowest' : 'current';
}

/** What the figure rests on: the bids so far; where nobody sees them, that; of several units, what is left. */
function Basis({ lot }: { lot: PublicLot }) {
  const t = useTranslations('panel.price');
  const isFinal = lot.askMinor === null;
  const { units } = lot;
  if (wayOf(lot) === 'offers') {
    if (isFinal) return t('offers', { count: lot.bidCount });
    return unitsOf(lot) && units ? t('sealedUnits', { units: units.offered }) : t('sealed');
  }
  if (wayOf(lot) === 'clock') {
    return unitsOf(lot) && units
      ? t('left', { left: units.left, units: units.offered })
      : t('falls');
  }
  return t('bids', { count: lot.bidCount });
}

/** Price and number of bids. The price is the largest figure of the page. */
export function PriceSlot(props: { lot: PublicLot; decimals: boolean; isStale: boolean }) {
  const { lot, decimals } = props;
  const t = useTranslations('panel.price');
  const label = priceLabel(lot);
  const isOnClock = wayOf(lot) === 'clock' && lot.askMinor !== null;
  const amountMinor = isOnClock ? lot.askMinor : (lot.priceMinor ?? lot.askMinor);
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3 type-label text-ink-2">
        <span>
          {t(label)} ·{' '}
          <span className="nums">
            <Basis lot={lot} />
          </span>
        </span>
      </div>
      <Price
        amountMinor={amountMinor}
        currency={lot.currency}
        decimals={decimals}
        isStale={props.isStale}
        isByItself={fallsByItself(lot)}
        showDelta
        className="type-price-xl"
      />
    </div>
  );
}
