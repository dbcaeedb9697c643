'use client';

import clsx from 'clsx';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLiveStatus } from '@/lib/live/hooks';
import { formatMoney, formatMoneyRange } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';
import { Price } from '../../ui/price';
import { Rule } from '../../ui/rule';
import type { HouseLot } from '../house-lot';
import { useLotTexture } from '../lot-state';
import { Thumb } from '../thumb';
import type { Stage } from './clerk-orders';

/** The way of a lot over the block; hold stands beside it. */
const WAY: readonly Stage[] = ['pre-sale', 'on-the-block', 'fair-warning', 'final-call'];

/** What is up, what is bid and asked for it, and who leads: readable from two metres. */
export function CurrentLot(props: { shown: HouseLot; lot: PublicLot; decimals: boolean }) {
  const { shown, lot, decimals } = props;
  const t = useTranslations('house.clerk');
  const { language } = useStyle();
  const { freshness } = useLiveStatus();
  const texture = useLotTexture(lot);
  const isStale = freshness !== 'live';
  const { item } = shown;
  const figure = 'type-price-xl';
  const asking = lot.state === 'open' || lot.state === 'scheduled' ? lot.askMinor : null;
  return (
    <div className="grid gap-3">
      <div className="flex gap-4">
        <Thumb src={item.pictures[0]} width={80} className="flex-none max-sm:hidden" />
        <div className="min-w-0 flex-1">
          <p className="type-label nums text-ink-2">{t('lot', { lot: lot.lotNumber })}</p>
          <h2 className="type-title line-clamp-2">
            {language === 'zh' && item.title.zh ? item.title.zh : item.title.en}
          </h2>
          <p className="type-label nums flex flex-wrap gap-x-4 pt-1 text-ink-2">
            {item.estimateLowMinor === null ? null : (
              <span>
                {t('estimate', {
                  range: formatMoneyRange(
                    item.estimateLowMinor,
                    item.estimateHighMinor ?? item.estimateLowMinor,
                    { language, currency: lot.currency, decimals },
                  ),
                })}
              </span>
            )}
            <Reserve shown={shown} lot={lot} decimals={decimals} />
          </p>
        </div>
      </div>
      <Rule texture={texture} />
      <StageLine lot={lot} />
      <div className="grid grid-cols-2 gap-x-8">
        <div>
          <p className="type-label text-ink-2">{t('price')}</p>
          <Price
            amountMinor={lot.priceMinor}
            currency={lot.currency}
            decimals={decimals}
            isStale={isStale}
            className={figure}
          />
          <p className="type-body nums min-h-6 font-semibold" data-leads>
            <Leads lot={lot} />
          </p>
        </div>
        <div>
          <p className="type-label text-ink-2">{t('asking')}</p>
          <Price
            amountMinor={asking}
            currency={lot.currency}
            decimals={decimals}
            isStale={isStale}
            className={figure}
          />
        </div>
      </div>
    </div>
  );
}

function StageLine({ lot }: { lot: PublicLot }) {
  const t = useTranslations('panel.stages');
  const stage = lot.saleroom?.stage ?? 'pre-sale';
  const way = WAY.includes(stage) ? WAY : [...WAY, stage];
  return (
    <ol className="flex flex-wrap gap-x-6 gap-y-1 type-body" data-stage={stage}>
      {way.map((one) => (
        <li
          key={one}
          aria-current={one === stage ? 'step' : undefined}
          className={clsx(
            'border-b-3 pb-0.5',
            one === stage ? 'border-ink font-semibold' : 'border-transparent text-ink-3',
            one === stage && one === 'final-call' && 'bg-ending-fill px-2 text-on-ending',
            one !== stage && 'max-sm:hidden',
          )}
        >
          {t(one)}
        </li>
      ))}
    </ol>
  );
}

function Leads({ lot }: { lot: PublicLot }) {
  const t = useTranslations('house.clerk');
  if (lot.priceMinor === null) return t('nobody');
  const paddle = lot.leaderPaddle;
  if (paddle === null) return t('roomLeads');
  return t(lot.saleroom?.isFloor ? 'floorLeads' : 'onlineLeads', { paddle });
}

/** Whether it is met, and the amount only while the button is held: others look over the shoulder. */
function Reserve(props: { shown: HouseLot; lot: PublicLot; decimals: boolean }) {
  const { shown, lot, decimals } = props;
  const t = useTranslations('house.clerk');
  const { language } = useStyle();
  const [isHeld, setHeld] = useState(false);
  if (shown.reserveMinor === null) return <span>{t('noReserve')}</span>;
  const style = { language, currency: lot.currency, decimals };
  return (
    <span className={lot.bidCount > 0 ? 'text-reserve' : undefined}>
      {lot.bidCount > 0 ? t(lot.reserve === 'met' ? 'reserveMet' : 'reserveNotMet') : t('reserve')}{' '}
      <button
        type="button"
        aria-pressed={isHeld}
        onPointerDown={() => setHeld(true)}
        onPointerUp={() => setHeld(false)}
        onPointerLeave={() => setHeld(false)}
        onKeyDown={(event) => {
          if (event.code === 'KeyR') setHeld(true);
        }}
        onKeyUp={() => setHeld(false)}
        onBlur={() => setHeld(false)}
        className="nums min-h-6 border border-line-strong px-2"
      >
        {isHeld ? formatMoney(shown.reserveMinor, style) : t('holdToShow')}
      </button>
    </span>
  );
}
