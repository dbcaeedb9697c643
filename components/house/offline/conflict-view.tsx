'use client';

import clsx from 'clsx';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { CatalogueField, CatalogueFields } from '@/lib/api/v1/catalogue';
import type { LocalEntry } from '@/lib/offline/local-entry';
import { Button } from '../../ui/button';
import { useLotFieldNames } from '../editor/lot-field-names';
import { differencesOf } from './entry-values';
import { useFieldValueWords } from './field-words';

type Side = 'mine' | 'theirs';
type Choice = Partial<Record<CatalogueField, Side>>;

const SIDES: Side[] = ['mine', 'theirs'];

/**
 * Both sides of an entry, field by field. What only one side changed is chosen already; what both
 * changed is for a person to choose.
 */
export function ConflictView(props: {
  entry: LocalEntry;
  currency: string;
  onSettle: (fields: CatalogueFields) => void;
}) {
  const { entry, currency } = props;
  const t = useTranslations('house.offline');
  const id = useId();
  const nameOf = useLotFieldNames(currency);
  const words = useFieldValueWords(currency);
  const differences = differencesOf(entry);
  const [chosen, setChosen] = useState<Choice>({});
  const sideOf = ({ field, changedBy }: (typeof differences)[number]) => chosen[field] ?? changedBy;
  const open = differences.filter((one) => !sideOf(one));
  const settle = () => {
    const picked = differences.map((one) => {
      const side = sideOf(one) ?? 'theirs';
      return [one.field, one[side]];
    });
    props.onSettle(Object.fromEntries(picked));
  };
  const all = (side: Side) =>
    setChosen(Object.fromEntries(differences.map(({ field }) => [field, side])));
  return (
    <section className="grid gap-3 bg-sunk p-3" aria-labelledby={`${id}title`}>
      <div>
        <h2 id={`${id}title`} className="type-label">
          {t('conflictTitle', { lot: entry.lotNumber ?? t('newLot') })}
        </h2>
        <p className="type-dense text-ink-2">{t('conflictHint')}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        {SIDES.map((side) => (
          <Button key={side} size="dense" look="secondary" onClick={() => all(side)}>
            {t(`chooseAll.${side}`)}
          </Button>
        ))}
      </div>
      <div className="grid gap-4">
        {differences.map((one) => (
          <fieldset key={one.field} data-conflict={one.field} className="grid gap-2 md:grid-cols-2">
            <legend className="type-label pb-1 text-ink-2">{nameOf(one.field)}</legend>
            {SIDES.map((side) => (
              <label
                key={side}
                className={clsx(
                  'flex cursor-pointer items-start gap-3 border bg-surface p-3',
                  sideOf(one) === side ? 'border-ink' : 'border-line-strong',
                )}
              >
                <input
                  type="radio"
                  name={`${id}${one.field}`}
                  checked={sideOf(one) === side}
                  onChange={() => setChosen((before) => ({ ...before, [one.field]: side }))}
                  className="mt-0.5 size-4 flex-none accent-ink"
                />
                <span className="grid min-w-0 gap-1">
                  <span className="type-label text-ink-2">{t(side)}</span>
                  <span className="type-dense max-h-48 overflow-y-auto break-words whitespace-pre-line">
                    {words(one[side])}
                  </span>
                </span>
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="dense"
          className="min-h-10"
          blocked={open.length > 0}
          aria-describedby={`${id}why`}
          onClick={settle}
        >
          {t('settle')}
        </Button>
        <p id={`${id}why`} className="type-dense text-ink-2">
          {open.length > 0
            ? t('settleFirst', { fields: open.map(({ field }) => nameOf(field)).join(', ') })
            : ''}
        </p>
      </div>
    </section>
  );
}
