'use client';

import clsx from 'clsx';
import { useId } from 'react';
import { useTranslations } from 'use-intl/react';
import type { CatalogueSync } from '@/lib/offline/catalogue-sync';
import { type EntryStatus, type LocalEntry, statusOf } from '@/lib/offline/local-entry';
import { useStyle } from '../../shell/use-style';
import { Chip, type ChipTone } from '../../ui/chip';
import { ConflictView } from './conflict-view';
import { EntryEditor } from './entry-editor';
import { TroubleView } from './trouble-view';

/** Not proven elsewhere is stale; what waits for a person is danger; the rest needs no sign. */
const TONES: Record<Exclude<EntryStatus, 'synced'>, ChipTone> = {
  edited: 'stale',
  new: 'stale',
  sending: 'stale',
  conflict: 'danger',
  overruled: 'danger',
  refused: 'danger',
  gone: 'danger',
};

/** One lot of the copy: number, title, what became of its edits; its fields open below it. */
export function EntryRow(props: {
  entry: LocalEntry;
  sync: CatalogueSync;
  currency: string;
  pictures: readonly string[];
  /** The fields that this person may change; undefined before the house said so. */
  mayChange: readonly string[] | undefined;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { entry, sync, currency, isOpen } = props;
  const t = useTranslations('house.offline');
  const { language } = useStyle();
  const id = useId();
  const status = statusOf(entry);
  const isSynced = status === 'synced';
  const { title } = entry.fields;
  const shown = (language === 'zh' && title?.zh) || title?.en || t('untitled');
  const edit = (change: Parameters<CatalogueSync['edit']>[1]) => void sync.edit(entry.key, change);
  const takeBack = () => void sync.takeBack(entry.key);
  return (
    <li data-entry={entry.lotNumber ?? 'new'} data-status={status} className="border-b border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={props.onToggle}
        className={clsx(
          'grid min-h-10 w-full grid-cols-[2rem_1fr_auto] items-center gap-x-3 gap-y-1 py-1 text-left hover:bg-sunk',
          // What is to be said of an edit has a line of its own on a phone.
          !isSynced && 'max-sm:grid-cols-[2rem_1fr] max-sm:py-2',
        )}
      >
        <span className="nums type-dense text-ink-2">{entry.lotNumber ?? t('newLot')}</span>
        <span className="line-clamp-2 font-serif text-[0.875rem] font-medium">{shown}</span>
        {isSynced ? (
          <span className="type-dense text-ink-3">{t(`status.${status}`)}</span>
        ) : (
          <Chip tone={TONES[status]} className="max-sm:col-start-2 max-sm:justify-self-start">
            {t(`status.${status}`)}
          </Chip>
        )}
      </button>
      {isOpen ? (
        <div id={id} className="grid gap-3 pb-4 sm:pl-11">
          {status === 'conflict' ? (
            <ConflictView
              key={entry.trouble?.kind === 'conflict' ? entry.trouble.theirs.version : 0}
              entry={entry}
              currency={currency}
              onSettle={(fields) => void sync.resolve(entry.key, fields)}
            />
          ) : (
            <>
              <TroubleView
                entry={entry}
                currency={currency}
                onUseMine={(fields) => edit({ fields })}
                onTakeBack={takeBack}
              />
              <EntryEditor
                entry={entry}
                currency={currency}
                pictures={props.pictures}
                mayChange={props.mayChange}
                onKeep={edit}
                onTakeBack={takeBack}
              />
            </>
          )}
        </div>
      ) : null}
    </li>
  );
}
