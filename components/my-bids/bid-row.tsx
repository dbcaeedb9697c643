'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { memo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { formatMoney } from '@/lib/page/format';
import { boughtFor, canAskWhy, isOwed, limitName } from '@/lib/page/my-lot';
import { goesDown, isContest, unitsOf } from '@/lib/page/panel/way';
import { costOf } from '@/lib/shared/premium';
import { TileBids, TileChip, TileCountdown, TileMoment, TilePrice } from '../lot-tile/figures';
import { useMine } from '../lot-tile/mine';
import { TilePicture } from '../lot-tile/picture';
import type { TileLook } from '../lot-tile/tile-look';
import { useTile } from '../lot-tile/use-tile';
import { useStyle } from '../shell/use-style';
import { buttonClass } from '../ui/button';
import { Chip } from '../ui/chip';
import { Rule } from '../ui/rule';
import { WhyBid } from '../why/why-bid';
import type { MyLot } from './my-lot';

/** Columns of the list from 960px: lot, mine, now, time, act. */
export const COLUMNS = 'md:grid-cols-[minmax(0,1fr)_8rem_9rem_9rem_11rem]';

/** One lot the reader has bid on: what it is, their maximum, the price now, the time, what to do. */
export const BidRow = memo(function BidRow({ mine }: { mine: MyLot }) {
  const { item, decimals } = mine;
  const t = useTranslations('myBids');
  const lotWords = useTranslations('lot');
  const { language } = useStyle();
  const { standing: standingOn } = useMine();
  const tile = useTile(item.id);
  if (!tile) return null;
  const { lot, look, clock } = tile;
  const standing = standingOn(lot);
  const money = (amountMinor: number) =>
    formatMoney(amountMinor, { language, currency: lot.currency, decimals });
  return (
    <li data-lot={lot.id} data-state={lot.state} className="scroll-mt-36">
      <Rule texture={look.rule} />
      <div className={`grid grid-cols-2 gap-x-6 gap-y-3 pt-1 pb-6 md:items-center ${COLUMNS}`}>
        <div className="col-span-2 flex min-w-0 gap-4 md:col-span-1">
          <TilePicture
            picture={item.picture}
            lotNumber={item.lotNumber}
            className="w-16 flex-none self-start"
          />
          <div className="min-w-0">
            <p className="nums truncate type-label text-ink-2">
              {lotWords('lot', { lot: item.lotNumber })} · {mine.saleTitle}
            </p>
            <h3 className="line-clamp-2 type-tile-title">
              <Link href={item.href} className="underline-offset-4 hover:underline">
                {item.title}
              </Link>
            </h3>
            <div className="flex min-h-7 items-center gap-1 pt-1">
              {lot.state === 'scheduled' ? (
                <Chip tone="neutral">{t('waits')}</Chip>
              ) : (
                <TileChip lot={lot} look={look} />
              )}
              {canAskWhy(lot, standing) ? (
                <WhyBid
                  bidId={mine.lastBidId}
                  decimals={decimals}
                  of={lotWords('lot', { lot: item.lotNumber })}
                />
              ) : null}
            </div>
          </div>
        </div>
        <Figure name={t(`limits.${limitName(lot)}`)} isNamed={limitName(lot) !== 'up'}>
          <span className="nums type-body">
            {mine.units > 1 ? `${mine.units} × ` : ''}
            {money(mine.myMaxMinor)}
          </span>
          <Bought lot={lot} money={money} />
          {mine.isCancelled ? (
            <span className="block type-label text-ink-2" data-cancelled>
              {t('cancelled')}
            </span>
          ) : null}
        </Figure>
        <Figure name={t(`columns.${finalName(lot, look)}`)}>
          <TilePrice lot={lot} look={look} decimals={decimals} />
          {isSealed(lot) ? (
            <span className="block type-label text-ink-2">
              <TileBids lot={lot} />
            </span>
          ) : null}
        </Figure>
        <Figure name={t('columns.time')}>
          <span className="flex flex-col items-start md:items-end">
            <TileCountdown lot={lot} look={look} clock={clock} />
            <span className="type-label text-ink-2">
              <TileMoment lot={lot} />
            </span>
          </span>
        </Figure>
        <div className="flex items-center md:justify-end">
          <Act mine={mine} lot={lot} look={look} money={money} />
        </div>
      </div>
    </li>
  );
});

const finalName = (lot: PublicLot, { isFinal }: TileLook) =>
  isFinal ? (goesDown(lot) ? 'awarded' : 'hammer') : 'now';

/** Of sealed offers and of a price that falls, the figure alone does not say what it is. */
const isSealed = (lot: PublicLot) => !isContest(lot) && lot.askMinor !== null;

/** What the reader paid where no price of the lot says it. */
function Bought({ lot, money }: { lot: PublicLot; money: (amountMinor: number) => string }) {
  const t = useTranslations('myBids');
  const bought = boughtFor(lot, useMine().won(lot.id));
  if (!bought) return null;
  const amount = money(bought.totalMinor);
  return (
    <span className="nums block type-label whitespace-normal" data-bought={bought.totalMinor}>
      {unitsOf(lot) ? t('bought', { units: bought.units, amount }) : t('boughtAlone', { amount })}
    </span>
  );
}

/** A figure under its name; from 960px the name stands at the head of the column, unless it is another. */
function Figure(props: { name: string; isNamed?: boolean; children: ReactNode }) {
  const { name, children } = props;
  return (
    <div className="md:text-right">
      <span className={clsx('block type-label text-ink-2', !props.isNamed && 'md:sr-only')}>
        {name}
      </span>
      {children}
    </div>
  );
}

/**
 * Outbid: the way to the next bid. Won: what there is to pay, and the invoice. Waiting for the opening: the
 * lot, where another maximum can be left. Everything else: nothing to do.
 */
function Act(props: {
  mine: MyLot;
  lot: PublicLot;
  look: TileLook;
  money: (amountMinor: number) => string;
}) {
  const { mine, lot, look, money } = props;
  const t = useTranslations('myBids');
  const { standing, won } = useMine();
  const word = look.chip?.word;
  if (lot.state === 'open' && word === 'outbid' && lot.askMinor !== null) {
    return (
      <Link
        href={mine.item.href}
        className={`${buttonClass(look.isPriceStale ? 'secondary' : 'primary')} w-full nums`}
      >
        {look.isPriceStale ? t('see') : t('bid', { amount: money(lot.askMinor) })}
      </Link>
    );
  }
  if (lot.priceMinor !== null && isOwed(lot, standing(lot))) {
    const { premium, tax } = mine.charges;
    const { totalMinor } = costOf({
      hammerMinor: won(lot.id)?.totalMinor ?? lot.priceMinor,
      premium: { tiers: premium },
      tax,
    });
    return (
      <span className="flex flex-col items-start md:items-end">
        <span className="type-body">{t('toPay', { total: money(totalMinor) })}</span>
        <Link
          href={`/my-bids/invoices/${mine.auctionId}`}
          aria-label={t('invoiceOf', { sale: mine.saleTitle })}
          className="inline-flex min-h-12 items-center type-body underline underline-offset-4 md:min-h-8"
        >
          {t('invoice')}
        </Link>
      </span>
    );
  }
  if (lot.state === 'scheduled') {
    return (
      <Link href={mine.item.href} className={`${buttonClass('secondary')} w-full`}>
        {t('see')}
      </Link>
    );
  }
  return null;
}
