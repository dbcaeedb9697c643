'use client';

import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useItemsDigest } from '@/lib/live/hooks';
import type { CatalogueSync, CatalogueView } from '@/lib/offline/catalogue-sync';
import { copyDigest } from '@/lib/offline/copy-digest';
import { Button } from '../../ui/button';
import { Empty } from '../../ui/empty';
import { useLotFieldNames } from '../editor/lot-field-names';
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

/** Tells the copy when terminals tell of entries that are not the ones it knows. */
function useNotices(saleId: number, { sync, view }: { sync: CatalogueSync; view: CatalogueView }) {
  const told = useItemsDigest(`items:${saleId}`);
  const epoch = view.memory.head?.epoch ?? 0;
  const known = useMemo(() => copyDigest(view.entries, epoch), [view.entries, epoch]);
  useEffect(() => {
    if (told !== null && told !== known) sync.told('noticed');
  }, [told, known, sync]);
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
