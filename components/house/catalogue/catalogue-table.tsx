'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { HouseLot } from '../house-lot';
import { CatalogueRow } from './catalogue-row';
import { rowAfterKey } from './row-keys';

const HEAD = 'px-2 py-2 text-left font-semibold whitespace-nowrap';

/** The lots of a sale, dense; arrows move between rows, Enter opens one. */
export function CatalogueTable(props: {
  lots: readonly HouseLot[];
  selectedId: number | null;
  onSelect: (lotId: number) => void;
}) {
  const { lots, selectedId, onSelect } = props;
  const t = useTranslations('house');
  const table = useRef<HTMLTableElement>(null);
  const [focusedId, setFocusedId] = useState<number | null>(null);
  const inTabOrder = lots.some((shown) => shown.lot.id === focusedId)
    ? focusedId
    : (lots[0]?.lot.id ?? null);

  function onKeyDown(event: KeyboardEvent) {
    const row = (event.target as HTMLElement).closest('tr')?.getAttribute('data-lot');
    const at = lots.findIndex((shown) => String(shown.lot.id) === row);
    const to = at < 0 ? null : rowAfterKey(event.key, at, lots.length);
    const lotId = to === null ? undefined : lots[to]?.lot.id;
    if (lotId === undefined) return;
    event.preventDefault();
    setFocusedId(lotId);
    table.current?.querySelector<HTMLElement>(`tr[data-lot="${lotId}"] [data-row]`)?.focus();
  }

  const heads = [
    ['no', 'text-right'],
    ['picture', 'max-sm:hidden'],
    ['title', ''],
    ['estimate', 'text-right max-lg:hidden'],
    ['reserve', 'text-right max-md:hidden'],
    ['start', 'text-right max-lg:hidden'],
    ['state', ''],
    ['price', 'text-right'],
    ['bids', 'text-right max-sm:hidden'],
  ] as const;
  return (
    <table ref={table} className="w-full border-collapse type-dense" onKeyDown={onKeyDown}>
      <caption className="sr-only">{t('catalogue.caption')}</caption>
      <thead>
        <tr className="border-b border-line-strong text-ink-2">
          {heads.map(([name, more]) => (
            <th key={name} scope="col" className={`${HEAD} ${more}`}>
              {name === 'picture' ? (
                <span className="sr-only">{t('columns.picture')}</span>
              ) : (
                t(`columns.${name}`)
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lots.map((shown) => (
          <CatalogueRow
            key={shown.lot.id}
            shown={shown}
            isSelected={shown.lot.id === selectedId}
            isInTabOrder={shown.lot.id === inTabOrder}
            onSelect={onSelect}
          />
        ))}
      </tbody>
    </table>
  );
}
