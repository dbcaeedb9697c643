'use client';

import { useTranslations } from 'use-intl/react';
import { SelectField, TextField } from '../../ui/field';
import type { BoundField } from './bound-field';
import type { SoftCloseValues } from './soft-close-values';

const NUMBERS = ['windowMs', 'extensionMs'] as const;

/** Whether late bids move the close, when, by how much, and how often and far at most (SFT1, SFT2). */
export function SoftCloseFields(props: {
  mode: SoftCloseValues['mode'];
  field: (name: keyof SoftCloseValues) => BoundField;
}) {
  const { mode, field } = props;
  const t = useTranslations('house.form');
  const names = { windowMs: t('window'), extensionMs: t('extension') };
  return (
    <>
      <SelectField {...field('mode')} label={t('softClose')}>
        <option value="any">{t('softCloses.any')}</option>
        <option value="leader">{t('softCloses.leader')}</option>
        <option value="none">{t('softCloses.none')}</option>
      </SelectField>
      {mode === 'none' ? null : (
        <div className="grid grid-cols-2 items-end gap-2">
          {NUMBERS.map((name) => (
            <TextField
              key={name}
              {...field(name)}
              label={names[name]}
              inputMode="decimal"
              autoComplete="off"
            />
          ))}
          <TextField
            {...field('mostExtensions')}
            label={t('mostExtensions')}
            hint={t('mostExtensionsHint')}
            inputMode="numeric"
            autoComplete="off"
          />
          <TextField
            {...field('latestEndMs')}
            label={t('latestEnd')}
            hint={t('latestEndHint')}
            type="datetime-local"
          />
        </div>
      )}
    </>
  );
}
