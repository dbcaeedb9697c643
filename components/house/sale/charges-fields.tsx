'use client';

import { useFieldArray } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import type { SaleValues } from '../form/sale-values';
import type { useCheckedForm } from '../form/use-checked-form';

/** Premium tiers and tax (PRM1): the last tier has no upper end. */
export function ChargesFields(props: {
  form: ReturnType<typeof useCheckedForm<SaleValues, unknown>>;
  currency: string;
}) {
  const { form, currency } = props;
  const t = useTranslations('house.form');
  const tiers = useFieldArray({ control: form.form.control, name: 'charges.premium' });
  const last = tiers.fields.length - 1;
  const labelOf = (index: number) =>
    last === 0 ? t('premiumOnly') : t(index === last ? 'premiumLast' : 'premiumTier');
  return (
    <div className="grid gap-3">
      {tiers.fields.map((tier, index) => (
        <fieldset key={tier.id} className="grid grid-cols-[1fr_6rem_auto] items-end gap-2">
          <legend className="type-label pb-1 text-ink-2">{labelOf(index)}</legend>
          {index === last ? (
            <span />
          ) : (
            <TextField
              {...form.field(`charges.premium.${index}.upToMinor`)}
              label={t('upTo', { currency })}
              inputMode="decimal"
              autoComplete="off"
            />
          )}
          <TextField
            {...form.field(`charges.premium.${index}.rateBp`)}
            label={t('rate')}
            inputMode="decimal"
            autoComplete="off"
          />
          <Button
            size="dense"
            look="quiet"
            blocked={last === 0 || index === last}
            aria-label={t('removeTier', { tier: index + 1 })}
            onClick={() => tiers.remove(index)}
            className={index === last ? 'invisible' : ''}
          >
            −
          </Button>
        </fieldset>
      ))}
      <Button
        size="dense"
        look="secondary"
        className="justify-self-start"
        onClick={() => tiers.insert(last, { upToMinor: '', rateBp: '' })}
      >
        {t('addTier')}
      </Button>
      <div className="grid grid-cols-[6rem_1fr_1fr] items-end gap-2">
        <TextField
          {...form.field('charges.tax.rateBp')}
          label={t('tax')}
          inputMode="decimal"
          autoComplete="off"
        />
        <SelectField {...form.field('charges.tax.on')} label={t('taxOn')}>
          <option value="premium">{t('taxOns.premium')}</option>
          <option value="both">{t('taxOns.both')}</option>
        </SelectField>
        <SelectField {...form.field('charges.tax.rounded')} label={t('taxRounded')}>
          <option value="lot">{t('taxRoundeds.lot')}</option>
          <option value="invoice">{t('taxRoundeds.invoice')}</option>
        </SelectField>
      </div>
    </div>
  );
}
