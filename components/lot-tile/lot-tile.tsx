'use client';

import Link from 'next/link';
import { memo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Rule } from '../ui/rule';
import { TileBids, TileChip, TileCountdown, TileMoment, TilePrice } from './figures';
import { TilePicture } from './picture';
import type { TileItem } from './tile-item';
import { useTile } from './use-tile';

/**
 * A lot in a grid. It hangs from its rule; its height never changes with its state. What is off the
 * screen is not laid out, so that 256 of them scroll smoothly.
 */
export const LotTile = memo(function LotTile(props: {
  item: TileItem;
  decimals: boolean;
  isFirst?: boolean;
}) {
  const { item, decimals } = props;
  const t = useTranslations('lot');
  const tile = useTile(item.id);
  if (!tile) return null;
  const { lot, look, clock } = tile;
  return (
    <li
      data-lot={lot.id}
      data-state={lot.state}
      className="relative -m-1.5 scroll-mt-36 p-1.5 [contain-intrinsic-size:auto_28rem] [content-visibility:auto]"
    >
      <Rule texture={look.rule} />
      <TilePicture
        picture={item.picture}
        lotNumber={item.lotNumber}
        isFirst={props.isFirst === true}
      />
      <p className="nums pt-2 type-label text-ink-2">{t('lot', { lot: item.lotNumber })}</p>
      <h3 className="line-clamp-2 min-h-11 type-tile-title">
        <Link
          href={item.href}
          prefetch={false}
          className="underline-offset-4 after:absolute after:inset-1.5 hover:underline"
        >
          {item.title}
        </Link>
      </h3>
      <div className="flex min-h-8 items-center justify-between gap-2 pt-1">
        <TilePrice lot={lot} look={look} decimals={decimals} />
        <TileCountdown lot={lot} look={look} clock={clock} />
      </div>
      <p className="flex min-h-5 justify-between gap-2 type-label text-ink-2">
        <TileBids lot={lot} />
        <TileMoment lot={lot} />
      </p>
      <div className="flex min-h-7 items-center pt-1">
        <TileChip lot={lot} look={look} />
      </div>
    </li>
  );
});
