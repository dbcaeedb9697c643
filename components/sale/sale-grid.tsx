'use client';

import { useCallback, useMemo, useState } from 'react';
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

  const { mine } = props;
  const concerned = useMemo(() => [...new Set([...ids, ...mine])], [ids, mine]);

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
      <div className="contents md:sticky md:top-16 md:z-20 md:flex md:items-center md:gap-6 md:bg-paper md:pt-5 md:pb-2">
        <div className="pt-4 md:order-2 md:pt-0">
          <ViewChoice view={view} hasMine={props.isSignedIn} onChange={choose} />
        </div>
        <div className="sticky top-16 z-20 flex min-h-16 items-center gap-x-6 bg-paper pt-4 max-md:justify-between md:static md:order-1 md:min-h-12 md:flex-1 md:pt-0">
          {props.isSignedIn ? (
            <MyLotsLine
              ids={concerned}
              isShowing={isMine}
              onPress={() => choose({ ...view, filter: isMine ? 'all' : 'mine' })}
            />
          ) : (
            <span className="type-label text-ink-2">{t('lots', { count: ids.length })}</span>
          )}
          <Waiting
            moved={moved}
            resort={resort}
            news={news.length}
            show={async () => append(await ask(news))}
          />
        </div>
      </div>
      {shown.running.length > 0 ? grid(shown.running, EAGER) : null}
      {shown.ended.length > 0 ? (
        <section>
          <h2 className={shown.running.length > 0 ? 'pt-12 type-price-m' : 'sr-only'}>
            {t('filters.ended')}
          </h2>
          {grid(shown.ended, shown.running.length > 0 ? 0 : EAGER)}
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

/** What waits for the reader: lots that would change place, lots that are new. */
function Waiting(props: { moved: number; resort: () => void; news: number; show: () => void }) {
  const t = useTranslations('sale');
  return (
    <span className="flex flex-wrap items-center gap-x-4">
      {props.news > 0 ? (
        <Button look="quiet" size="dense" className="max-md:min-h-12" onClick={props.show}>
          {t('newLots', { count: props.news })}
        </Button>
      ) : null}
      {props.moved > 0 ? (
        <Button look="quiet" size="dense" className="max-md:min-h-12" onClick={props.resort}>
          {t('moved', { count: props.moved })}
        </Button>
      ) : null}
    </span>
  );
}
