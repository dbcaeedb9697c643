'use client';

import { useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { SelectField, TextField } from '../../ui/field';
import type { BoundField } from '../form/bound-field';
import { SELLING_FORMS, type SellingField, type SellingFormat } from '../form/selling-values';
import { type LotForm, useLotFieldNames } from './lot-field-names';

const FORMATS = Object.keys(SELLING_FORMS) as SellingFormat[];

/** What can be chosen where a field is no text. */
const CHOICES = { belowReserve: ['steps', 'in-full'], tie: ['first', 'floor'] } as const;

/** How the lot is sold, and the terms that only this way of selling has. */
export function SellingFields({ form, currency }: { form: LotForm; currency: string }) {
  const t = useTranslations('house.selling');
  const format = useWatch({ control: form.form.control, name: 'selling.format' });
  const fields: readonly SellingField[] = SELLING_FORMS[format].fields;
  return (
    <>
      <SelectField
        {...form.field('selling.format')}
        label={t('format')}
        hint={t(`hints.${format}`)}
      >
        {FORMATS.map((one) => (
          <option key={one} value={one}>
            {t(`formats.${one}`)}
          </option>
        ))}
      </SelectField>
      {fields.length > 0 ? (
        <div className="grid grid-cols-2 items-end gap-2">
          {fields.map((name) => (
            <SellingInput
              key={name}
              field={form.field(`selling.${name}`)}
              name={name}
              currency={currency}
            />
          ))}
        </div>
      ) : null}
    </>
  );
}

/** One term that only some ways of selling have. */
export function SellingInput(props: { field: BoundField; name: SellingField; currency: string }) {
  const { field, name } = props;
  const t = useTranslations('house.selling');
  const label = useLotFieldNames(props.currency)(`selling.${name}`);
  switch (name) {
    case 'belowReserve':
      return (
        <SelectField {...field} label={label}>
          {CHOICES.belowReserve.map((one) => (
            <option key={one} value={one}>
              {t(`belowReserves.${one}`)}
            </option>
          ))}
        </SelectField>
      );
    case 'tie':
      return (
        <SelectField {...field} label={label}>
          {CHOICES.tie.map((one) => (
            <option key={one} value={one}>
              {t(`ties.${one}`)}
            </option>
          ))}
        </SelectField>
      );
    default:
      return <TextField {...field} label={label} inputMode="decimal" autoComplete="off" />;
  }
}
