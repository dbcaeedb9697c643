'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { useAuction, useOutdated } from '@/lib/live/hooks';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Empty } from '../../ui/empty';
import { Glyph } from '../../ui/glyph';
import { NewLot } from '../editor/new-lot';
import type { HouseLot } from '../house-lot';
import { useWide } from '../use-wide';
import { CatalogueTable } from './catalogue-table';
import { LotPanel } from './lot-panel';

const matches = (shown: HouseLot, wanted: string) =>
  wanted === '' ||
  String(shown.lot.lotNumber) === wanted ||
  `${shown.item.title.en}\n${shown.item.title.zh}`.toLowerCase().includes(wanted);

/** The catalogue of a sale with an editor beside it, or over it on a phone. */
export function Catalogue(props: {
  sale: AuctionView;
  lots: readonly HouseLot[];
  /** The channels that these are all lots of; null where they are all of the sale's. */
  channels: readonly number[] | null;
  pictures: readonly string[];
  mayEdit: boolean;
}) {
  const { sale, lots, channels, pictures, mayEdit } = props;
  const t = useTranslations('house');
  const router = useRouter();
  const isWide = useWide();
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState<number | 'new' | null>(null);
  const [said, setSaid] = useState('');
  const saleState = useAuction(sale.id)?.state ?? sale.state;
  const redraw = useCallback(() => router.refresh(), [router]);
  const rendered = useMemo(
    () => ({
      items: lots.map(({ lot, item }) => ({ lotId: lot.id, version: item.version })),
      sales: [],
      lotsOf: { saleId: sale.id, channels },
    }),
    [lots, sale.id, channels],
  );
  useOutdated(rendered, redraw);
  const wanted = search.trim().toLowerCase();
  const found = useMemo(() => lots.filter((shown) => matches(shown, wanted)), [lots, wanted]);
  const shown = lots.find(({ lot }) => lot.id === selected);
  const mayAdd = mayEdit && saleState !== 'ended';

  function close() {
    const row = document.querySelector<HTMLElement>(`tr[data-lot="${selected}"] [data-row]`);
    setSelected(null);
    row?.focus();
  }
  const select = useCallback((lotId: number) => setSelected(lotId), []);

  let panel: { title: string; body: ReactNode } | null = null;
  if (selected === 'new') {
    const added = ({ lotNumber }: { lotNumber: number }) => {
      setSaid(t('editor.added', { lot: lotNumber }));
      setSelected(null);
      redraw();
    };
    const about = { auctionId: sale.id, currency: sale.currency, pictures };
    panel = { title: t('editor.newLot'), body: <NewLot {...about} onAdded={added} /> };
  } else if (shown) {
    const about = { shown, sale, saleState, pictures, mayEdit };
    panel = {
      title: t('lotShort', { lot: shown.lot.lotNumber }),
      body: <LotPanel key={shown.lot.id} {...about} onSaved={redraw} />,
    };
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 pb-3">
        <input
          type="search"
          aria-label={t('catalogue.search')}
          placeholder={t('catalogue.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="min-h-8 w-36 sm:w-56 rounded-control border border-line-strong bg-surface px-2 type-dense placeholder:text-ink-3"
        />
        <span className="type-dense nums text-ink-2">
          {t('catalogue.shown', { shown: found.length, all: lots.length })}
        </span>
        <span role="status" className="type-dense flex-1">
          {said}
        </span>
        {mayAdd ? (
          <Button size="dense" onClick={() => setSelected('new')}>
            {t('catalogue.addLot')}
          </Button>
        ) : (
          <span className="type-dense text-ink-3">
            {t(mayEdit ? 'catalogue.endedSale' : 'needsAuctioneer')}
          </span>
        )}
      </div>
      <div className="flex items-start gap-6">
        <div className="min-w-0 flex-1">
          {found.length > 0 ? (
            <CatalogueTable
              lots={found}
              selectedId={typeof selected === 'number' ? selected : null}
              onSelect={select}
            />
          ) : (
            <Empty
              sentence={
                lots.length === 0
                  ? t('catalogue.noLots')
                  : t('catalogue.noMatch', { all: lots.length })
              }
            />
          )}
        </div>
        {panel && isWide ? <SidePanel {...panel} onClose={close} /> : null}
      </div>
      {isWide ? null : (
        <Dialog
          open={panel !== null}
          onClose={close}
          title={panel?.title ?? ''}
          closeLabel={t('editor.close')}
        >
          {panel?.body}
        </Dialog>
      )}
    </>
  );
}

/** 360px at the right, in view while the table scrolls. */
function SidePanel(props: { title: string; body: ReactNode; onClose: () => void }) {
  const t = useTranslations('house.editor');
  return (
    <aside
      aria-label={props.title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onClose();
      }}
      className="sticky top-20 max-h-[calc(100dvh-6rem)] w-[360px] flex-none overflow-y-auto bg-surface p-4"
    >
      <div className="flex items-center justify-between pb-2">
        <h2 className="type-price-m nums">{props.title}</h2>
        <button
          type="button"
          aria-label={t('close')}
          onClick={props.onClose}
          className="-m-2 inline-flex size-10 items-center justify-center"
        >
          <Glyph name="close" />
        </button>
      </div>
      {props.body}
    </aside>
  );
}
