'use client';

import { Controller } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { TextField } from '../../ui/field';
import type { LotValues } from '../form/lot-values';
import { TextPair } from '../form/text-pair';
import type { useCheckedForm } from '../form/use-checked-form';
import { PicturePicker } from './picture-picker';

/** The form of a lot, new or not. */
type LotForm = ReturnType<typeof useCheckedForm<LotValues, unknown>>;

/** What a path of the editor is called. */
export function useLotFieldNames(currency: string): (field: string) => string {
  const t = useTranslations('house.editor');
  return (field) => {
    const [head] = field.split('.');
    switch (head) {
      case 'title':
      case 'description':
      case 'condition':
      case 'notice':
      case 'pictures':
        return t(head);
      case 'estimateLowMinor':
        return t('estimateLow', { currency });
      case 'estimateHighMinor':
        return t('estimateHigh', { currency });
      case 'startMinor':
        return t('start', { currency });
      case 'reserveMinor':
        return t('reserve', { currency });
      case 'opensAt':
        return t('opens');
      case 'closesAt':
        return t('closes');
      case 'sellerEmail':
        return t('seller');
      default:
        return field;
    }
  };
}

/** Texts, estimate and pictures: the catalogue entry, which may change at any time. */
export function CatalogueFields(props: {
  form: LotForm;
  currency: string;
  pictures: readonly string[];
  /** The fields that this person may change (EDT4); missing: all. The others can be read. */
  mayChange?: readonly string[] | undefined;
}) {
  const { form, currency, mayChange } = props;
  const t = useTranslations('house.editor');
  const nameOf = useLotFieldNames(currency);
  const isLocked = (name: string) => mayChange !== undefined && !mayChange.includes(name);
  const text = (name: 'title' | 'description' | 'condition' | 'notice') => ({
    label: t(name),
    en: { ...form.field(`${name}.en`), readOnly: isLocked(name) },
    zh: { ...form.field(`${name}.zh`), readOnly: isLocked(name) },
  });
  return (
    <>
      <TextPair {...text('title')} />
      <div className="grid grid-cols-2 items-end gap-2">
        {(['estimateLowMinor', 'estimateHighMinor'] as const).map((name) => (
          <TextField
            key={name}
            {...form.field(name)}
            readOnly={isLocked(name)}
            label={nameOf(name)}
            inputMode="decimal"
            autoComplete="off"
          />
        ))}
      </div>
      <TextPair {...text('description')} rows={4} />
      <TextPair {...text('condition')} rows={2} />
      <TextPair {...text('notice')} rows={2} />
      {isLocked('pictures') ? null : (
        <Controller
          control={form.form.control}
          name="pictures"
          render={({ field }) => (
            <PicturePicker
              id={form.field('pictures').id}
              pictures={props.pictures}
              chosen={field.value}
              onChange={field.onChange}
              error={form.field('pictures').error}
            />
          )}
        />
      )}
    </>
  );
}

/** Prices and times: fixed when the lot is made. */
export function TermsFields(props: { form: LotForm; currency: string; timeZone: string }) {
  const { form, currency, timeZone } = props;
  const t = useTranslations('house.editor');
  const nameOf = useLotFieldNames(currency);
  const money = { inputMode: 'decimal', autoComplete: 'off' } as const;
  return (
    <>
      <div className="grid grid-cols-2 items-end gap-2">
        <TextField {...form.field('startMinor')} label={nameOf('startMinor')} {...money} />
        <TextField {...form.field('reserveMinor')} label={nameOf('reserveMinor')} {...money} />
      </div>
      <p className="type-dense -mt-2 text-ink-3">{t('reserveHint')}</p>
      <div className="grid gap-2">
        <TextField {...form.field('opensAt')} label={t('opens')} type="datetime-local" />
        <TextField {...form.field('closesAt')} label={t('closes')} type="datetime-local" />
      </div>
      <p className="type-dense -mt-2 text-ink-3">{t('zone', { zone: timeZone })}</p>
      <TextField
        {...form.field('sellerEmail')}
        label={t('seller')}
        hint={t('sellerHint')}
        type="email"
        autoComplete="off"
      />
    </>
  );
}
