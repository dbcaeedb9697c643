'use client';

import { useCallback, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLivePorts, usePageSeed } from '@/lib/live/live-context';
import { formatMoney } from '@/lib/page/format';
import {
  exposure,
  type MyPart,
  SECTIONS,
  type Section,
  sequenceOf,
  sortMine,
} from '@/lib/page/sections';
import { useMine } from '../lot-tile/mine';
import { movesBetween } from '../lot-tile/moves';
import { useLots } from '../lot-tile/use-lots';
import { useMineSpeech } from '../lot-tile/use-mine-speech';
import { useProven } from '../lot-tile/use-proven';
import { useStyle } from '../shell/use-style';
import { Button } from '../ui/button';
import { Chip } from '../ui/chip';
import { BidRow, COLUMNS } from './bid-row';
import type { MyLot } from './my-lot';

function useMyPart() {
  const { standing, won } = useMine();
  return useCallback(
    (lot: PublicLot): MyPart => ({ standing: standing(lot), won: won(lot.id) }),
    [standing, won],
  );
}

/** The order stands still while lots change sides, until the reader asks or comes back (LOOK 6). */
function useSections(ids: readonly number[]) {
  const { records } = useLivePorts().live;
  const seed = usePageSeed();
  const part = useMyPart();
  const read = useCallback(
    () => ids.flatMap((id) => records.lot(id) ?? seed.lots.get(id) ?? []),
    [ids, records, seed],
  );
  const [sections, set] = useState(() => sortMine(read(), part));
  const resort = useCallback(() => set(sortMine(read(), part)), [read, part]);
  const shown = useMemo(() => sequenceOf(sections), [sections]);
  const moved = useLots(ids, (lots) => movesBetween(shown, sequenceOf(sortMine(lots, part))));
  return { sections, moved, resort };
}

/** Every lot the reader has bid on, over all sales, live: outbid first. */
export function MyBidsList({ lots }: { lots: readonly MyLot[] }) {
  const t = useTranslations();
  const ids = useMemo(() => lots.map(({ item }) => item.id), [lots]);
  const byId = useMemo(() => new Map(lots.map((lot) => [lot.item.id, lot])), [lots]);
  const { sections, moved, resort } = useSections(ids);
  useMineSpeech(
    ids,
    useCallback(
      (auctionId) => lots.find((lot) => lot.auctionId === auctionId)?.decimals ?? false,
      [lots],
    ),
  );
  return (
    <div>
      <div className="sticky top-16 z-20 flex min-h-16 items-center justify-between gap-4 bg-paper pt-4">
        <Exposure ids={ids} lots={lots} />
        {moved > 0 ? (
          <Button look="quiet" size="dense" className="max-md:min-h-12" onClick={resort}>
            {t('sale.moved', { count: moved })}
          </Button>
        ) : null}
      </div>
      <div
        aria-hidden
        className={`grid gap-x-6 pt-2 type-label text-ink-2 max-md:hidden ${COLUMNS} *:text-right`}
      >
        <span className="!text-left">{t('myBids.columns.lot')}</span>
        <span>{t('myBids.columns.mine')}</span>
        <span>{t('myBids.columns.now')}</span>
        <span>{t('myBids.columns.time')}</span>
        <span />
      </div>
      {SECTIONS.map((section) =>
        sections[section].length === 0 ? null : (
          <section key={section}>
            <Heading section={section} count={sections[section].length} />
            <ul>
              {sections[section].map((id) => {
                const mine = byId.get(id);
                return mine ? <BidRow key={id} mine={mine} /> : null;
              })}
            </ul>
          </section>
        ),
      )}
    </div>
  );
}

function Heading({ section, count }: { section: Section; count: number }) {
  const t = useTranslations('myBids');
  return (
    <h2 className="flex items-baseline gap-2 pt-6 pb-3 type-price-m">
      {t(section)}
      <span className="nums type-label text-ink-2">{count}</span>
    </h2>
  );
}

/** What the reader leads for in all, by currency; as unsure as what it is made of. */
function Exposure({ ids, lots }: { ids: readonly number[]; lots: readonly MyLot[] }) {
  const t = useTranslations('myBids');
  const part = useMyPart();
  const { language } = useStyle();
  const isProven = useProven();
  const decimals = lots.some((lot) => lot.decimals);
  const total = useLots(ids, (known) =>
    [...exposure(known, part)]
      .map(([currency, sumMinor]) => formatMoney(sumMinor, { language, currency, decimals }))
      .join(' + '),
  );
  if (total === '') return <span />;
  const words = t('exposure', { total });
  return isProven ? (
    <p className="type-body nums whitespace-normal">{words}</p>
  ) : (
    <Chip tone="stale">{words}</Chip>
  );
}
