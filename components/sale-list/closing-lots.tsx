'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { useTranslations } from 'use-intl/react';
import { LotStrip } from '../lot-tile/lot-strip';
import type { TileItem } from '../lot-tile/tile-item';
import { isFinal } from '../lot-tile/tile-look';
import { useLots } from '../lot-tile/use-lots';
import { Button } from '../ui/button';

/** A lot that closes today; `decimals` as its sale writes money. */
export interface ClosingItem {
  item: TileItem;
  /** A second view, for where it is shown large. */
  detail: string | null;
  decimals: boolean;
}

/** Lots that close next, live. What has closed stays until the reader asks for the next ones. */
export function ClosingLots({
  lots,
  ids,
}: {
  lots: readonly ClosingItem[];
  ids: readonly number[];
}) {
  const t = useTranslations('saleList');
  const router = useRouter();
  const [isAsking, ask] = useTransition();
  const closed = useLots(ids, (known) => known.filter((lot) => isFinal(lot.state)).length);
  return (
    <section>
      <div className="flex min-h-12 items-end justify-between gap-4 pb-3">
        <h2 className="type-price-m">{t('closingToday')}</h2>
        {closed > 0 ? (
          <Button
            look="quiet"
            size="dense"
            blocked={isAsking}
            onClick={() => ask(() => router.refresh())}
          >
            {t('closed', { count: closed })}
          </Button>
        ) : null}
      </div>
      <ul className="grid gap-x-6 gap-y-8 sm:grid-cols-2 md:grid-cols-3">
        {lots.map(({ item, decimals }) => (
          <LotStrip key={item.id} item={item} decimals={decimals} />
        ))}
      </ul>
    </section>
  );
}
