'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { memo } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLiveStatus, useLot, useServerTime } from '@/lib/live/hooks';
import { usePageSeed } from '@/lib/live/live-context';
import { FRESHNESS_MEANS } from '@/lib/sync/page-freshness';
import { clockPhase } from '../bid-panel/clock-phase';
import { ruleOf, type Standing, standingOf } from '../bid-panel/panel-state';
import { Chip } from '../ui/chip';
import { Countdown } from '../ui/countdown';
import { Instant } from '../ui/instant';
import { Picture } from '../ui/picture';
import { Price } from '../ui/price';
import { Rule } from '../ui/rule';

/** What the server says of a lot that does not change while it is bid on. */
export interface TileItem {
  lotId: number;
  lotNumber: number;
  title: string;
  picture: string | null;
  href: string;
}

interface TileProps {
  item: TileItem;
  paddle: number | null;
  hasBid: boolean;
  decimals: boolean;
  /** Among the first: its picture is fetched at once. */
  isFirst: boolean;
}

/** One lot in the grid: rule, picture, title, price and time, standing. Its height is fixed. */
export const LotTile = memo(function LotTile(props: TileProps) {
  const { item } = props;
  const lot = useLot(item.lotId);
  const { freshness } = useLiveStatus();
  const t = useTranslations('lot');
  if (!lot) return null;
  const isProven = FRESHNESS_MEANS[freshness].proven;
  const standing = standingOf(lot, props.paddle, props.hasBid);
  const isEnded = lot.state === 'sold' || lot.state === 'passed' || lot.state === 'withdrawn';
  return (
    <article
      data-lot={item.lotId}
      data-state={lot.state}
      data-standing={standing}
      className="relative min-w-0"
    >
      <Rule texture={ruleOf(lot, standing, isProven)} />
      {item.picture ? (
        <Picture
          src={item.picture}
          alt=""
          isFirst={props.isFirst}
          className={clsx('aspect-[4/5] w-full', !isProven && !isEnded && 'opacity-55')}
        />
      ) : (
        <div className="flex aspect-[4/5] w-full items-center justify-center bg-sunk type-price-m text-ink-3">
          {item.lotNumber}
        </div>
      )}
      <p className="nums pt-2 type-label text-ink-2">{item.lotNumber}</p>
      <h3 className="my-1 line-clamp-2 h-11 type-tile-title">
        <Link href={item.href} className="after:absolute after:inset-0 hover:underline">
          <span className="sr-only">{t('lot', { lot: item.lotNumber })}: </span>
          {item.title}
        </Link>
      </h3>
      <div className="flex min-h-7 items-center justify-between gap-2">
        <Price
          amountMinor={lot.priceMinor ?? lot.askMinor}
          currency={lot.currency}
          decimals={props.decimals}
          isStale={!isProven && !isEnded}
          className={clsx(
            'type-price-m',
            lot.state === 'sold' && 'border-b-5 border-double border-ink',
            lot.priceMinor === null && 'font-[450] text-ink-2',
          )}
        />
        <TileTime lot={lot} />
      </div>
      <TileFoot lot={lot} standing={standing} isProven={isProven} />
    </article>
  );
});

/** Right of the price: time left, or what became of the lot. */
function TileTime({ lot }: { lot: PublicLot }) {
  const t = useTranslations('tile');
  const { asOfMs } = usePageSeed();
  const clock = useServerTime((time) => clockPhase(lot, time ?? { nowMs: asOfMs, errorMs: 0 }));
  if (lot.state === 'scheduled') {
    return (
      <span className="text-right type-label text-ink-2">
        {t.rich('opens', { at: () => <Instant ms={lot.opensAtMs} shape="time" /> })}
      </span>
    );
  }
  if (lot.state !== 'open') {
    return <span className="type-label text-ink-2">{t(lot.state)}</span>;
  }
  if (clock === 'up') return <span className="text-right type-label">{t('up')}</span>;
  return (
    <Countdown
      untilMs={lot.closesAtMs}
      className={clsx(
        'type-label',
        clock === 'open'
          ? 'text-ink'
          : 'bg-ending-fill px-1.5 py-0.5 text-on-ending shadow-[inset_0_0_0_2px_var(--ending)]',
      )}
    />
  );
}

/** Bids and closing time, then one line for standing; both lines are always reserved. */
function TileFoot(props: { lot: PublicLot; standing: Standing; isProven: boolean }) {
  const { lot, standing, isProven } = props;
  const t = useTranslations('tile');
  return (
    <>
      <p className="flex min-h-4.5 justify-between gap-2 type-label text-ink-2">
        <span>{lot.priceMinor === null ? t('start') : t('bids', { count: lot.bidCount })}</span>
        {lot.state === 'open' ? (
          <Instant ms={lot.closesAtMs} shape="seconds" className="text-ink-3" />
        ) : null}
      </p>
      <p className="flex min-h-8 items-center">
        <TileChip lot={lot} standing={standing} isProven={isProven} />
      </p>
    </>
  );
}

function TileChip(props: { lot: PublicLot; standing: Standing; isProven: boolean }) {
  const { lot, standing } = props;
  const t = useTranslations('tile');
  if (lot.state === 'sold') {
    if (standing === 'winning') return <Chip tone="winning">{t('toYou')}</Chip>;
    return (
      <span className="type-label text-ink-2">
        {t('toPaddle', { paddle: lot.leaderPaddle ?? 0 })}
      </span>
    );
  }
  if (lot.state === 'passed' || lot.state === 'withdrawn') {
    return <span className="type-label text-ink-2">{t('notSold')}</span>;
  }
  if (!props.isProven) return <Chip tone="stale">{t('stale')}</Chip>;
  return standing === 'none' ? null : <Chip tone={standing}>{t(standing)}</Chip>;
}
