'use client';

import { Controller, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { TextField } from '../../ui/field';
import { SELLING_FORMS } from '../form/selling-values';
import { TextPair } from '../form/text-pair';
import { type LotForm, useLotFieldNames } from './lot-field-names';
import { PicturePicker } from './picture-picker';
import { SellingFields } from './selling-fields';

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
  const format = useWatch({ control: form.form.control, name: 'selling.format' });
  const { without } = SELLING_FORMS[format];
  const hasReserve = !without.includes('reserveMinor');
  return (
    <>
      <SellingFields form={form} currency={currency} />
      <div className="grid grid-cols-2 items-end gap-2">
        <TextField {...form.field('startMinor')} label={nameOf('startMinor')} {...money} />
        {hasReserve ? (
          <TextField {...form.field('reserveMinor')} label={nameOf('reserveMinor')} {...money} />
        ) : null}
      </div>
      {hasReserve ? <p className="type-dense -mt-2 text-ink-3">{t('reserveHint')}</p> : null}
      <div className="grid gap-2">
        <TextField {...form.field('opensAt')} label={t('opens')} type="datetime-local" />
        {without.includes('closesAt') ? null : (
          <TextField {...form.field('closesAt')} label={t('closes')} type="datetime-local" />
        )}
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
