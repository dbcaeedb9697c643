'use client';

import Link from 'next/link';
import { memo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Rule } from '../ui/rule';
import { TileBids, TileChip, TileCountdown, TileMoment, TilePrice } from './figures';
import { TilePicture } from './picture';
import type { TileItem } from './tile-item';
import { useTile } from './use-tile';

/** A lot in a short list: a small picture beside its words. */
export const LotStrip = memo(function LotStrip(props: { item: TileItem; decimals: boolean }) {
  const { item, decimals } = props;
  const t = useTranslations('lot');
  const tile = useTile(item.id);
  if (!tile) return null;
  const { lot, look, clock } = tile;
  return (
    <li data-lot={lot.id} data-state={lot.state} className="relative scroll-mt-36">
      <Rule texture={look.rule} />
      <div className="flex gap-4">
        <TilePicture
          picture={item.picture}
          lotNumber={item.lotNumber}
          className="w-24 flex-none sm:w-28"
        />
        <div className="flex min-w-0 flex-1 flex-col">
          <p className="nums type-label text-ink-2">{t('lot', { lot: item.lotNumber })}</p>
          <h3 className="line-clamp-2 min-h-11 type-tile-title">
            <Link
              href={item.href}
              prefetch={false}
              className="underline-offset-4 after:absolute after:inset-0 hover:underline"
            >
              {item.title}
            </Link>
          </h3>
          <div className="mt-auto flex min-h-8 items-center justify-between gap-2">
            <TilePrice lot={lot} look={look} decimals={decimals} />
            <TileCountdown lot={lot} look={look} clock={clock} />
          </div>
          <p className="flex min-h-5 justify-between gap-2 type-label text-ink-2">
            {look.chip ? <TileChip lot={lot} look={look} /> : <TileBids lot={lot} />}
            <TileMoment lot={lot} />
          </p>
        </div>
      </div>
    </li>
  );
});
