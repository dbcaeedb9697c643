'use client';

import { useTranslations } from 'use-intl/react';
import { FILTERS, type Filter, SORTS, type Sort, type View } from './arrange';

const SELECT =
  'min-h-12 min-w-0 flex-1 rounded-control border border-line-strong bg-surface px-2 type-label text-ink md:min-h-10';

/** Which lots, in which order. */
export function ViewChoice(props: {
  view: View;
  /** Whether the reader can have lots of their own. */
  hasMine: boolean;
  onChange: (view: View) => void;
}) {
  const { view, onChange } = props;
  const t = useTranslations('sale');
  const filters = FILTERS.filter((filter) => filter !== 'mine' || props.hasMine);
  return (
    <div className="flex min-w-0 gap-2 md:gap-4">
      <label className="flex min-w-0 flex-1 items-center gap-2 type-label text-ink-2">
        <span className="max-sm:sr-only">{t('filter')}</span>
        <select
          className={SELECT}
          value={view.filter}
          onChange={(event) => onChange({ ...view, filter: event.target.value as Filter })}
        >
          {filters.map((filter) => (
            <option key={filter} value={filter}>
              {t(`filters.${filter}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="flex min-w-0 flex-1 items-center gap-2 type-label text-ink-2">
        <span className="max-sm:sr-only">{t('sort')}</span>
        <select
          className={SELECT}
          value={view.sort}
          onChange={(event) => onChange({ ...view, sort: event.target.value as Sort })}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(`sorts.${sort}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
