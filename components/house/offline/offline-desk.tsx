'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useLiveStatus, useOutdated } from '@/lib/live/hooks';
import type { CatalogueSync, CatalogueView } from '@/lib/offline/catalogue-sync';
import type { LocalEntry } from '@/lib/offline/local-entry';
import { Button } from '../../ui/button';
import { Empty } from '../../ui/empty';
import { useLotFieldNames } from '../editor/lot-fields';
import { EntryRow } from './entry-row';
import { keepPage } from './keep-page';
import { NewEntry } from './new-entry';
import { SyncLine } from './sync-line';
import { useCatalogue } from './use-catalogue';

interface DeskProps {
  saleId: number;
  currency: string;
  userId: string;
  pictures: readonly string[];
}

/** A sale's catalogue on this device: edited with or without a network (EDT1–5). */
export function OfflineDesk(props: DeskProps) {
  const t = useTranslations('house.offline');
  const catalogue = useCatalogue(props.userId, props.saleId);
  useEffect(() => void keepPage(), []);
  return (
    <>
      <p className="type-dense pb-3 text-ink-2">{t('intro')}</p>
      {catalogue?.view.isRead ? (
        <Copy {...props} {...catalogue} />
      ) : (
        <p className="type-dense">{t('reading')}</p>
      )}
    </>
  );
}

/** The newest version that is known here of an entry. */
const knownVersion = ({ base, trouble }: LocalEntry) =>
  trouble?.kind === 'conflict' ? trouble.theirs.version : (base?.version ?? 0);

/** Tells the copy when terminals know of something newer, and when they are heard again. */
function useNotices(saleId: number, { sync, view }: { sync: CatalogueSync; view: CatalogueView }) {
  const { freshness } = useLiveStatus();
  const noticed = useCallback(() => sync.told('noticed'), [sync]);
  const rendered = useMemo(
    () => ({
      items: view.entries.flatMap((entry) =>
        entry.id === null ? [] : [{ lotId: entry.id, version: knownVersion(entry) }],
      ),
      sales: [],
      lotsOf: { saleId, channels: null },
    }),
    [view.entries, saleId],
  );
  useOutdated(rendered, noticed);
  useEffect(() => {
    if (freshness === 'live') noticed();
  }, [freshness, noticed]);
}

function Copy(props: DeskProps & { sync: CatalogueSync; view: CatalogueView }) {
  const { sync, view, currency, pictures } = props;
  const t = useTranslations('house.offline');
  const nameOf = useLotFieldNames(currency);
  const [open, setOpen] = useState<string | null>(null);
  useNotices(props.saleId, props);
  const { head } = view.memory;
  const toggle = (key: string) => setOpen((now) => (now === key ? null : key));
  return (
    <>
      <SyncLine sync={sync} view={view} />
      {head && !head.mayAdd ? (
        <p className="type-dense pb-3 text-ink-2">
          {t('mayChange', { fields: head.mayChange.map(nameOf).join(', ') })}
        </p>
      ) : (
        <Button
          size="dense"
          look="secondary"
          aria-expanded={open === 'add'}
          onClick={() => toggle('add')}
        >
          {t('add')}
        </Button>
      )}
      {open === 'add' ? (
        <NewEntry
          currency={currency}
          pictures={pictures}
          onAdd={({ fields, terms }) => {
            void sync.add(fields, terms);
            setOpen(null);
          }}
        />
      ) : null}
      {view.entries.length === 0 ? <Empty sentence={t('empty')} /> : null}
      <ul className="pt-2">
        {view.entries.map((entry) => (
          <EntryRow
            key={entry.key}
            entry={entry}
            sync={sync}
            currency={currency}
            pictures={pictures}
            mayChange={head?.mayChange}
            isOpen={open === entry.key}
            onToggle={() => toggle(entry.key)}
          />
        ))}
      </ul>
    </>
  );
}
