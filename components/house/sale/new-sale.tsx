'use client';

import { useRouter } from 'next/navigation';
import { useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { auctionView } from '@/lib/api/v1/auctions';
import { callApi } from '../../api/call-api';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { ErrorSummary } from '../../ui/error-summary';
import { TextField } from '../../ui/field';
import { NEW_SALE, readNewSale, type SaleValues } from '../form/sale-values';
import { TextPair } from '../form/text-pair';
import { useCheckedForm } from '../form/use-checked-form';
import { ChargesFields } from './charges-fields';
import { Part } from './part';
import { RuleFields } from './rule-fields';
import { useSaleFieldNames } from './sale-field-names';

/** Makes a draft sale, then leads to its catalogue. */
export function NewSale() {
  const t = useTranslations('house.form');
  const summary = useTranslations('errors')('summary');
  const router = useRouter();
  const { timeZone } = useStyle();
  const form = useCheckedForm<SaleValues, unknown>({
    values: NEW_SALE,
    read: (values) => readNewSale(values, timeZone),
    nameOf: useSaleFieldNames(''),
  });
  const currency = useWatch({ control: form.form.control, name: 'currency' });
  const send = form.submit(
    (body) => callApi({ method: 'POST', path: '/api/v1/auctions', body, answer: auctionView }),
    (sale) => router.push(`/house/sales/${sale.id}`),
  );
  return (
    <form method="post" noValidate onSubmit={send} className="grid gap-8">
      <ErrorSummary title={summary} problems={form.problems} attempt={form.attempt} />
      <Part title={t('texts')}>
        <div className="grid gap-4">
          <TextPair
            wide
            label={t('title')}
            en={form.field('title.en')}
            zh={form.field('title.zh')}
          />
          <TextPair
            wide
            rows={4}
            label={t('description')}
            en={form.field('description.en')}
            zh={form.field('description.zh')}
          />
          <TextPair
            wide
            rows={4}
            label={t('terms')}
            hint={t('termsHint')}
            en={form.field('terms.en')}
            zh={form.field('terms.zh')}
          />
        </div>
      </Part>
      <div className="grid gap-8 md:grid-cols-3">
        <Part title={t('rules')}>
          <RuleFields form={form} />
        </Part>
        <Part title={t('cost')}>
          <ChargesFields form={form} currency={currency} />
        </Part>
        <Part title={t('times')}>
          <div className="grid gap-3">
            <TextField {...form.field('opensAt')} label={t('opens')} type="datetime-local" />
            <TextField {...form.field('closesAt')} label={t('closes')} type="datetime-local" />
            <p className="type-dense text-ink-3">{t('timesHint', { zone: timeZone })}</p>
          </div>
        </Part>
      </div>
      <Button type="submit" blocked={form.isBusy} className="justify-self-start">
        {form.isBusy ? t('saving') : t('make')}
      </Button>
    </form>
  );
}
