'use client';

import { useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { CURRENCIES } from '@/lib/shared/money';
import { SelectField, TextField } from '../../ui/field';
import type { SaleValues } from '../form/sale-values';
import { SoftCloseFields } from '../form/soft-close-fields';
import type { useCheckedForm } from '../form/use-checked-form';

type SaleForm = ReturnType<typeof useCheckedForm<SaleValues, unknown>>;

/** Currency, ladder, soft close and how registrations and stale bids are treated. */
export function RuleFields({ form }: { form: SaleForm }) {
  const t = useTranslations('house.form');
  const { control } = form.form;
  const mode = useWatch({ control, name: 'softClose.mode' });
  const cascade = useWatch({ control, name: 'cascade.mode' });
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 items-end gap-2">
        <SelectField {...form.field('currency')} label={t('currency')}>
          {CURRENCIES.map((currency) => (
            <option key={currency}>{currency}</option>
          ))}
        </SelectField>
        <SelectField {...form.field('ladder')} label={t('ladder')}>
          <option value="house">{t('ladders.house')}</option>
          <option value="ebay-us">{t('ladders.ebay-us')}</option>
        </SelectField>
      </div>
      <SelectField {...form.field('approval')} label={t('approval')}>
        <option value="auto">{t('approvals.auto')}</option>
        <option value="manual">{t('approvals.manual')}</option>
      </SelectField>
      <TextField
        {...form.field('depositMinor')}
        label={t('deposit')}
        inputMode="decimal"
        autoComplete="off"
      />
      <SelectField {...form.field('staleBid')} label={t('staleBid')}>
        <option value="accept">{t('staleBids.accept')}</option>
        <option value="confirm">{t('staleBids.confirm')}</option>
      </SelectField>
      <SelectField {...form.field('editPolicy')} label={t('editPolicy')}>
        <option value="ask">{t('editPolicies.ask')}</option>
        <option value="merge-fields">{t('editPolicies.merge-fields')}</option>
        <option value="server-wins">{t('editPolicies.server-wins')}</option>
      </SelectField>
      <SoftCloseFields mode={mode} field={(name) => form.field(`softClose.${name}`)} />
      <SelectField {...form.field('cascade.mode')} label={t('cascade')}>
        <option value="none">{t('cascades.none')}</option>
        <option value="sequence">{t('cascades.sequence')}</option>
        <option value="group">{t('cascades.group')}</option>
      </SelectField>
      {cascade === 'sequence' ? (
        <TextField
          {...form.field('cascade.intervalMs')}
          label={t('interval')}
          inputMode="decimal"
          autoComplete="off"
        />
      ) : null}
    </div>
  );
}
