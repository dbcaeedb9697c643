'use client';

import Link from 'next/link';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';
import { useLiveStatus, useLot } from '@/lib/live/hooks';
import { useLivePorts, usePageSeed } from '@/lib/live/live-context';
import { FRESHNESS_MEANS } from '@/lib/sync/page-freshness';
import { ruleOf, standingOf } from '../bid-panel/panel-state';
import { formatMoney } from '../format';
import { useStyle } from '../shell/use-style';
import { buttonClass } from '../ui/button';
import { Glyph } from '../ui/glyph';
import { Picture } from '../ui/picture';
import { Price } from '../ui/price';
import { Rule } from '../ui/rule';
import { MyTime } from './my-time';
import { SHELVES, type Shelf, shelfOf } from './shelf';

/** One of the reader's lots, with what does not change while it is bid on. */
export interface MyLot {
  lotId: number;
  lotNumber: number;
  title: string;
  picture: string | null;
  href: string;
  paddle: number;
  myMaxMinor: number;
  /** What it costs at the price it was sold for; null until sold to the reader. */
  toPayMinor: number | null;
}

/** The shelf of each lot as it is now; redrawn when one of them changed its shelf. */
function useShelves(lots: readonly MyLot[]): ReadonlyMap<number, Shelf> {
  const { records } = useLivePorts().live;
  const seed = usePageSeed();
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = lots.map(({ lotId }) => records.subscribe(`lot:${lotId}`, listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [records, lots],
  );
  const read = () =>
    lots
      .flatMap(({ lotId, paddle }) => {
        const lot = records.lot(lotId) ?? seed.lots.get(lotId);
        return lot ? [`${lotId} ${shelfOf(lot, paddle)}`] : [];
      })
      .join(',');
  const text = useSyncExternalStore(subscribe, read, read);
  return useMemo(
    () =>
      new Map(
        text.split(',').flatMap((pair): [number, Shelf][] => {
          const [id, shelf] = pair.split(' ');
          return id && shelf ? [[Number(id), shelf as Shelf]] : [];
        }),
      ),
    [text],
  );
}

/** The reader's lots by standing; a lot moves to another shelf when its standing changed. */
export function MyBids({ lots }: { lots: readonly MyLot[] }) {
  const t = useTranslations('myBids');
  const shelves = useShelves(lots);
  return (
    <>
      {SHELVES.map((shelf) => {
        const here = lots.filter((lot) => shelves.get(lot.lotId) === shelf);
        if (here.length === 0) return null;
        return (
          <section key={shelf} data-shelf={shelf} className="pb-12">
            <h2 className="flex items-center gap-2 pb-2 type-price-m">
              {shelf === 'outbid' ? <Coloured className="text-outbid" name="outbid" /> : null}
              {shelf === 'leading' ? <Coloured className="text-winning" name="winning" /> : null}
              {t(shelf)} <span className="nums text-ink-2">{here.length}</span>
            </h2>
            <ul>
              {here.map((lot) => (
                <Row key={lot.lotId} mine={lot} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Coloured(props: { className: string; name: 'outbid' | 'winning' }) {
  return (
    <span className={props.className}>
      <Glyph name={props.name} />
    </span>
  );
}

function Row({ mine }: { mine: MyLot }) {
  const t = useTranslations('myBids');
  const { language } = useStyle();
  const lot = useLot(mine.lotId);
  const { freshness } = useLiveStatus();
  if (!lot) return null;
  const isProven = FRESHNESS_MEANS[freshness].proven;
  const shelf = shelfOf(lot, mine.paddle);
  const isEnded = shelf === 'won' || shelf === 'lost';
  const money = (amountMinor: number) =>
    formatMoney(amountMinor, { language, currency: lot.currency });
  return (
    <li data-lot={mine.lotId}>
      <Rule texture={ruleOf(lot, standingOf(lot, mine.paddle, true), isProven)} />
      <div className="grid grid-cols-[4rem_1fr] items-center gap-x-4 gap-y-2 pb-4 md:grid-cols-[4rem_minmax(0,4fr)_2fr_2fr_2fr_minmax(9rem,auto)]">
        {mine.picture ? (
          <Picture src={mine.picture} alt="" className="h-18 w-16 max-md:row-span-2" />
        ) : (
          <div className="h-18 w-16 bg-sunk max-md:row-span-2" />
        )}
        <Link href={mine.href} className="min-w-0 hover:underline">
          <span className="nums block type-label text-ink-2">{mine.lotNumber}</span>
          <span className="line-clamp-2 type-tile-title">{mine.title}</span>
        </Link>
        <dl className="grid grid-cols-3 gap-x-4 max-md:col-start-2 md:contents">
          <Fact name={t('columns.now')}>
            <Price
              amountMinor={lot.priceMinor}
              currency={lot.currency}
              isStale={!isProven && !isEnded}
              className="type-price-m"
            />
          </Fact>
          <Fact name={t('columns.mine')}>
            <span className="nums type-body">{money(mine.myMaxMinor)}</span>
          </Fact>
          <Fact name={t('columns.time')}>
            <MyTime lot={lot} />
          </Fact>
        </dl>
        <div className="max-md:col-span-2 md:text-right">
          {shelf === 'outbid' && lot.askMinor !== null ? (
            <Link href={mine.href} className={`${buttonClass('primary')} nums max-md:w-full`}>
              {t('bid', { amount: money(lot.askMinor) })}
            </Link>
          ) : null}
          {shelf === 'won' && mine.toPayMinor !== null ? (
            <span className="type-label nums">{t('toPay', { total: money(mine.toPayMinor) })}</span>
          ) : null}
        </div>
      </div>
    </li>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="type-label text-ink-2">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
