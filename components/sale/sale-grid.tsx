'use client';

import { useCallback, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { LotTile } from '../lot-tile/lot-tile';
import type { TileItem } from '../lot-tile/tile-item';
import { useMineSpeech } from '../lot-tile/use-mine-speech';
import { Button } from '../ui/button';
import { Empty } from '../ui/empty';
import { type View, viewQuery } from './arrange';
import { MyLotsLine } from './my-lots-line';
import { useArranged } from './use-arranged';
import { useNewLots } from './use-new-lots';
import { useTileItems } from './use-tile-items';
import { ViewChoice } from './view-choice';

/** Pictures of the first rows are fetched at once. */
const EAGER = 6;
const GRID =
  'grid grid-cols-2 gap-x-4 gap-y-8 pt-4 sm:grid-cols-3 md:grid-cols-4 md:gap-x-6 lg:grid-cols-5 xl:grid-cols-6';

interface SaleGridProps {
  auctionId: number;
  decimals: boolean;
  /** Entries of the lots on this page. */
  items: readonly TileItem[];
  /** Lots of the reader's in this sale, also those on other pages. */
  mine: readonly number[];
  isSignedIn: boolean;
  view: View;
  /** The channel of lots this page shows; null where it shows the whole sale. */
  channel: number | null;
}

/** The lots of a sale, live; nothing changes its place unless the reader asks. */
export function SaleGrid(props: SaleGridProps) {
  const { auctionId, channel, decimals } = props;
  const t = useTranslations('sale');
  const language = useLocale();
  const [view, setView] = useState(props.view);
  const { items, ids, ask } = useTileItems(props.items, language);
  const { shown, moved, resort, append } = useArranged(ids, view);
  const belongs = useCallback(
    (lot: PublicLot) => channel === null || lot.channel === channel,
    [channel],
  );
  const news = useNewLots(auctionId, ids, belongs);
  useMineSpeech(
    ids,
    useCallback(() => decimals, [decimals]),
  );

  function choose(next: View) {
    setView(next);
    const { pathname, search } = window.location;
    window.history.replaceState(null, '', `${pathname}${viewQuery(next, search)}`);
  }
  const grid = (of: readonly number[], eager: number) => (
    <ul className={GRID}>
      {of.map((id, place) => {
        const item = items.get(id);
        return item ? (
          <LotTile key={id} item={item} decimals={decimals} isFirst={place < eager} />
        ) : null;
      })}
    </ul>
  );
  const isMine = view.filter === 'mine';
  return (
    <div>
      <div className="pt-4 md:sticky md:top-16 md:z-20 md:flex md:min-h-14 md:items-center md:gap-6 md:bg-paper md:pt-0">
        <div className="md:order-2">
          <ViewChoice view={view} hasMine={props.isSignedIn} onChange={choose} />
        </div>
        {props.isSignedIn ? (
          <div className="max-md:hidden md:order-1 md:mr-auto">
            <MyLotsLine
              ids={props.mine.length > 0 ? mineAnd(ids, props.mine) : ids}
              isShowing={isMine}
              onPress={() => choose({ ...view, filter: isMine ? 'all' : 'mine' })}
            />
          </div>
        ) : null}
      </div>
      <Waiting
        moved={moved}
        resort={resort}
        news={news.length}
        show={async () => append(await ask(news))}
      />
      {shown.running.length > 0 ? grid(shown.running, EAGER) : null}
      {shown.ended.length > 0 ? (
        <section>
          <h2 className="pt-12 type-price-m">{t('filters.ended')}</h2>
          {grid(shown.ended, 0)}
        </section>
      ) : null}
      {shown.running.length + shown.ended.length === 0 ? (
        <div className="pt-4">
          <Empty sentence={t(isMine ? 'noneMine' : 'none')} />
        </div>
      ) : null}
    </div>
  );
}
