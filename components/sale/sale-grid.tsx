'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useAnnounce } from '../announce/announcer';
import { LotTile, type TileItem } from '../lot/lot-tile';
import { Button } from '../ui/button';
import { Chip } from '../ui/chip';
import { SelectField } from '../ui/field';
import type { GridFilter, GridSort } from './grid-order';
import { useGrid, useStandings } from './use-grid';

const FILTERS: readonly GridFilter[] = ['all', 'open', 'mine', 'ended'];
const SORTS: readonly GridSort[] = ['number', 'closing', 'price'];
/** Pictures of the first rows are fetched at once. */
const FIRST = 6;

interface GridProps {
  items: readonly TileItem[];
  paddle: number | null;
  /** Lots on which the reader has a bid. */
  myLotIds: readonly number[];
  decimals: boolean;
}

/** All lots of a sale, each live. */
export function SaleGrid({ items, paddle, myLotIds, decimals }: GridProps) {
  const t = useTranslations('sale');
  const [sort, setSort] = useState<GridSort>('number');
  const [filter, setFilter] = useState<GridFilter>('all');
  const lotIds = useMemo(() => items.map((item) => item.lotId), [items]);
  const myLots = useMemo(() => new Set(myLotIds), [myLotIds]);
  const byId = useMemo(() => new Map(items.map((item) => [item.lotId, item])), [items]);
  const isMine = useCallback(
    (lot: PublicLot) => myLots.has(lot.id) || (paddle !== null && lot.leaderPaddle === paddle),
    [myLots, paddle],
  );
  const { order, moved, resort } = useGrid(lotIds, { sort, filter }, isMine);
  const shown = order.flatMap((id) => byId.get(id) ?? []);
  return (
    <>
      <div className="sticky top-16 z-10 -mx-4 bg-paper px-4 py-2 md:-mx-8 md:px-8">
        <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
          <MyLots lotIds={lotIds} paddle={paddle} myLots={myLots} />
          <div className="ml-auto flex items-end gap-2">
            {moved > 0 && sort !== 'number' ? (
              <Button look="secondary" onClick={resort}>
                {t('moved', { count: moved })}
              </Button>
            ) : null}
            <SelectField
              label={t('filter')}
              value={filter}
              onChange={(event) => setFilter(event.target.value as GridFilter)}
            >
              {FILTERS.map((name) => (
                <option key={name} value={name}>
                  {t(`filters.${name}`)}
                </option>
              ))}
            </SelectField>
            <SelectField
              label={t('sort')}
              value={sort}
              onChange={(event) => setSort(event.target.value as GridSort)}
            >
              {SORTS.map((name) => (
                <option key={name} value={name}>
                  {t(`sorts.${name}`)}
                </option>
              ))}
            </SelectField>
          </div>
        </div>
      </div>
      {shown.length === 0 ? <p className="type-body py-8 text-ink-2">{t('none')}</p> : null}
      <ul className="grid grid-cols-2 gap-x-4 gap-y-6 pt-4 sm:grid-cols-3 md:grid-cols-4 md:gap-x-6 md:gap-y-10 lg:grid-cols-5 xl:grid-cols-6">
        {shown.map((item, at) => (
          <li key={item.lotId} className="min-w-0">
            <LotTile
              item={item}
              paddle={paddle}
              hasBid={myLots.has(item.lotId)}
              decimals={decimals}
              isFirst={at < FIRST}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

/** "My lots ▼1 ▲2"; spoken politely when it changes, at most every 15 s. */
function MyLots(props: {
  lotIds: readonly number[];
  paddle: number | null;
  myLots: ReadonlySet<number>;
}) {
  const t = useTranslations('sale');
  const announce = useAnnounce();
  const { leading, outbid } = useStandings(props.lotIds, props.paddle, props.myLots);
  const last = useRef(`${leading} ${outbid}`);
  useEffect(() => {
    const now = `${leading} ${outbid}`;
    if (last.current === now) return;
    last.current = now;
    announce(
      'lots',
      `${t('outbidCount', { count: outbid })}. ${t('leadCount', { count: leading })}`,
    );
  }, [leading, outbid, announce, t]);
  if (props.paddle === null) return null;
  return (
    <p className="flex min-h-12 items-center gap-2">
      <span className="type-label text-ink-2">{t('myLots')}</span>
      {outbid > 0 ? <Chip tone="outbid">{t('outbidCount', { count: outbid })}</Chip> : null}
      {leading > 0 ? <Chip tone="winning">{t('leadCount', { count: leading })}</Chip> : null}
      {outbid + leading === 0 ? <span className="type-label text-ink-3">–</span> : null}
    </p>
  );
}
