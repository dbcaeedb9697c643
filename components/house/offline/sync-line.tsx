'use client';

import { useTranslations } from 'use-intl/react';
import type { CatalogueSync, CatalogueView } from '@/lib/offline/catalogue-sync';
import { statusOf } from '@/lib/offline/local-entry';
import type { SyncMode } from '@/lib/sync/sync-schedule';
import { Button } from '../../ui/button';
import { SelectField } from '../../ui/field';
import { Instant } from '../../ui/instant';
import { Rule } from '../../ui/rule';

const MODES: SyncMode[] = ['live', 'timer', 'hand'];
const MINUTES = [1, 5, 15, 60];

/** What is to be said of the copy as a whole: the worst thing first. */
function wordOf({ entries, state }: CatalogueView): { word: string; count: number } {
  const statuses = entries.map(statusOf);
  const asked = statuses.filter((one) => one === 'conflict' || one === 'refused').length;
  if (state === 'offline' || state === 'failed' || state === 'shut')
    return { word: state, count: 0 };
  if (asked > 0) return { word: 'asked', count: asked };
  if (state !== 'resting') return { word: state, count: 0 };
  const isWaiting = statuses.some((one) => one === 'edited' || one === 'new' || one === 'sending');
  return { word: isWaiting ? 'waiting' : 'resting', count: 0 };
}

const WAITING = new Set(['edited', 'new', 'sending', 'conflict', 'refused', 'gone']);

/** Whether the copy is the house's, when it last was, and how it is kept so. */
export function SyncLine({ sync, view }: { sync: CatalogueSync; view: CatalogueView }) {
  const t = useTranslations('house.offline');
  const { mode, everyMs, syncedAtMs } = view.memory;
  const waiting = view.entries.filter((entry) => WAITING.has(statusOf(entry))).length;
  const { word, count } = wordOf(view);
  const isProven = word === 'resting' && waiting === 0 && syncedAtMs !== null;
  return (
    <div className="grid gap-2 pb-4">
      <Rule texture={isProven ? 'solid' : 'stale'} />
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="grid gap-1 type-dense" data-sync={view.state}>
          <p role="status" className="font-semibold">
            {t(`states.${word as 'resting'}`, { count })}
          </p>
          <p className="text-ink-2">{t('counts', { lots: view.entries.length, waiting })}</p>
          <p className="nums text-ink-2">
            {syncedAtMs === null ? (
              t('neverSynced')
            ) : (
              <>
                {t('synced')} <Instant ms={syncedAtMs} shape="dayTimeZone" />
              </>
            )}
          </p>
        </div>
        <div className="flex flex-wrap items-end gap-2">
          <SelectField
            dense
            label={t('mode')}
            value={mode}
            onChange={(event) => void sync.schedule(event.target.value as SyncMode, everyMs)}
          >
            {MODES.map((one) => (
              <option key={one} value={one}>
                {t(`modes.${one}`)}
              </option>
            ))}
          </SelectField>
          {mode === 'timer' ? (
            <SelectField
              dense
              label={t('every')}
              value={everyMs / 60_000}
              onChange={(event) => void sync.schedule(mode, Number(event.target.value) * 60_000)}
            >
              {MINUTES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </SelectField>
          ) : null}
          <Button size="dense" onClick={() => sync.told('hand')}>
            {t('now')}
          </Button>
        </div>
      </div>
    </div>
  );
}
