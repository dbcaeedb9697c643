'use client';

import Link from 'next/link';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { TileBids, TileChip, TileCountdown, TileMoment, TilePrice } from '../lot-tile/figures';
import { TilePicture } from '../lot-tile/picture';
import { isFinal } from '../lot-tile/tile-look';
import { useLots } from '../lot-tile/use-lots';
import { useProven } from '../lot-tile/use-proven';
import { useTile } from '../lot-tile/use-tile';
import { buttonClass } from '../ui/button';
import { Chip } from '../ui/chip';
import { Rule } from '../ui/rule';
import type { ClosingItem } from './closing-lots';

interface LiveSaleProps {
  sale: { title: string; description: string; href: string; lotCount: number };
  /** Its lots that close next, in that order; the first that is still open is shown large. */
  next: readonly ClosingItem[];
  nextIds: readonly number[];
}

/** One lot stays shown until it is final, also when it is extended; then the one that closes next. */
function useShown(next: readonly ClosingItem[], nextIds: readonly number[]) {
  const [keptId, keep] = useState(nextIds[0] ?? 0);
  const wantedId = useLots(nextIds, (lots) => {
    const open = lots.filter((lot) => !isFinal(lot.state));
    if (open.some((lot) => lot.id === keptId)) return keptId;
    return open.sort((a, b) => a.closesAtMs - b.closesAtMs)[0]?.id ?? keptId;
  });
  useEffect(() => keep(wantedId), [wantedId]);
  return next.find(({ item }) => item.id === wantedId) ?? next.at(-1);
}

/** The sale in progress: the lot that closes next, large, and the way in. */
export function LiveSale({ sale, next, nextIds }: LiveSaleProps) {
  const t = useTranslations('saleList');
  const lotWords = useTranslations('lot');
  const isProven = useProven();
  const shown = useShown(next, nextIds);
  if (!shown) return null;
  return (
    <section className="md:grid md:grid-cols-12 md:gap-x-6">
      <div className="md:col-span-7">
        <HeroPicture {...shown} />
      </div>
      <div className="flex flex-col pt-4 md:col-span-5 md:pt-0">
        <p className="flex flex-wrap items-center gap-3 type-label text-ink-2">
          <Chip tone={isProven ? 'live' : 'stale'}>{t('liveNow')}</Chip>
          {lotWords('lotOf', { lot: shown.item.lotNumber, count: sale.lotCount })}
        </p>
        <h2 className="pt-2 type-title">
          <Link href={sale.href} className="underline-offset-4 hover:underline">
            {sale.title}
          </Link>
        </h2>
        <p className="line-clamp-4 pt-3 type-prose text-ink-2 max-md:hidden">{sale.description}</p>
        <HeroLot {...shown} />
        <Link href={sale.href} className={`${buttonClass('primary', 'bid')} mt-4`}>
          {t('enter')}
        </Link>
      </div>
    </section>
  );
}

/** The lot's picture; where there is room, two views of it side by side. */
function HeroPicture({ item, detail }: ClosingItem) {
  const t = useTranslations('common');
  const frame = 'h-[38vh] max-h-[30rem] w-full md:h-[30rem]';
  return (
    <figure>
      <Link href={item.href} className="over-picture flex gap-1" tabIndex={-1} aria-hidden>
        <TilePicture picture={item.picture} lotNumber={item.lotNumber} className={frame} isFirst />
        {detail ? (
          <TilePicture
            picture={detail}
            lotNumber={item.lotNumber}
            className={`${frame} max-md:hidden`}
            isFirst
          />
        ) : null}
      </Link>
      {item.picture ? (
        <figcaption className="pt-1 type-label text-ink-3">{t('illustration')}</figcaption>
      ) : null}
    </figure>
  );
}

/** The lot's title, price and time, hanging from its rule. */
function HeroLot({ item, decimals }: ClosingItem) {
  const tile = useTile(item.id);
  if (!tile) return null;
  const { lot, look, clock } = tile;
  return (
    <div data-lot={lot.id} data-state={lot.state} className="pt-4 md:mt-auto">
      <Rule texture={look.rule} />
      <h3 className="line-clamp-2 pt-1 type-tile-title md:min-h-11">
        <Link href={item.href} className="underline-offset-4 hover:underline">
          {item.title}
        </Link>
      </h3>
      <div className="flex min-h-14 flex-wrap items-end justify-between gap-x-4">
        <TilePrice lot={lot} look={look} decimals={decimals} className="type-price-xl" />
        <TileCountdown
          lot={lot}
          look={look}
          clock={clock}
          className="text-[1.75rem]/10 font-semibold"
        />
      </div>
      <p className="flex min-h-7 items-center justify-between gap-4 type-label text-ink-2">
        {look.chip ? <TileChip lot={lot} look={look} /> : <TileBids lot={lot} />}
        <TileMoment lot={lot} />
      </p>
    </div>
  );
}
