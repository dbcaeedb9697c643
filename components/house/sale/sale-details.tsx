'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type AuctionView, auctionView } from '@/lib/api/v1/auctions';
import { useAuction } from '@/lib/live/hooks';
import { ok, type Result } from '@/lib/shared/result';
import { type ApiTrouble, callApi } from '../../api/call-api';
import { Button } from '../../ui/button';
import { ErrorSummary } from '../../ui/error-summary';
import { SelectField, TextField } from '../../ui/field';
import { readSalePatch, textsOfSale } from '../form/sale-values';
import { TextPair } from '../form/text-pair';
import { useCheckedForm } from '../form/use-checked-form';
import { FixedRules } from './fixed-rules';
import { Part } from './part';
import { useSaleFieldNames } from './sale-field-names';

/**
 * Texts, approval and edit policy of a sale that exists, based on the version they were loaded with: another's
 * change is never overwritten (If-Match).
 */
export function SaleDetails({ sale, mayEdit }: { sale: AuctionView; mayEdit: boolean }) {
  const t = useTranslations('house');
  const summary = useTranslations('errors')('summary');
  const router = useRouter();
  const live = useAuction(sale.id);
  const [base, setBase] = useState(sale);
  const [said, setSaid] = useState('');
  const form = useCheckedForm({
    values: textsOfSale(sale),
    read: (values) => readSalePatch(values, textsOfSale(base), sale.currency),
    nameOf: useSaleFieldNames(sale.currency),
  });
  const { isDirty } = form.form.formState;
  const { reset } = form.form;
  const isBehind = sale.saleVersion > base.saleVersion;
  const load = () => {
    setBase(sale);
    form.load(textsOfSale(sale));
  };
  useEffect(() => {
    if (!isBehind || isDirty) return;
    setBase(sale);
    reset(textsOfSale(sale));
  }, [isBehind, isDirty, sale, reset]);

  const save = form.submit(
    async (body): Promise<Result<AuctionView | null, ApiTrouble>> => {
      setSaid('');
      if (body === null) return ok(null);
      // The live part may have moved on by itself; only the texts are based on what was seen.
      const version = Math.max(live?.version ?? 0, sale.version);
      const done = await callApi({
        method: 'PATCH',
        path: `/api/v1/auctions/${sale.id}`,
        ifMatch: `${base.saleVersion}.${version}`,
        body,
        answer: auctionView,
      });
      if (!done.ok && done.error.kind === 'stale-version') router.refresh();
      return done;
    },
    (saved) => {
      setSaid(t(saved ? 'form.saved' : 'form.nothing'));
      if (!saved) return;
      setBase(saved);
      reset(textsOfSale(saved));
      router.refresh();
    },
  );
  return (
    <div className="grid gap-8 lg:grid-cols-[2fr_1fr]">
      <form method="post" noValidate onSubmit={save} className="grid content-start gap-4">
        <ErrorSummary title={summary} problems={form.problems} attempt={form.attempt} />
        {isBehind && isDirty ? (
          <div
            role="alert"
            className="grid justify-items-start gap-2 bg-danger-tint p-3 type-dense"
          >
            {t('editor.conflict')}
            <Button size="dense" look="secondary" onClick={load}>
              {t('editor.loadTheirs')}
            </Button>
          </div>
        ) : null}
        <Part title={t('form.texts')}>
          <fieldset disabled={!mayEdit} className="grid gap-4">
            <TextPair
              wide
              label={t('form.title')}
              en={form.field('title.en')}
              zh={form.field('title.zh')}
            />
            <TextPair
              wide
              rows={5}
              label={t('form.description')}
              en={form.field('description.en')}
              zh={form.field('description.zh')}
            />
            <TextPair
              wide
              rows={7}
              label={`${t('form.terms')} · ${t('form.termsVersion', { version: sale.termsVersion })}`}
              hint={t('form.termsChangeHint')}
              en={form.field('terms.en')}
              zh={form.field('terms.zh')}
            />
            <SelectField {...form.field('approval')} label={t('form.approval')}>
              <option value="auto">{t('form.approvals.auto')}</option>
              <option value="manual">{t('form.approvals.manual')}</option>
            </SelectField>
            <TextField
              {...form.field('depositMinor')}
              label={t('form.deposit')}
              hint={t(`form.depositHints.${sale.state}`)}
              readOnly={sale.state === 'ended'}
              inputMode="decimal"
              autoComplete="off"
            />
            <SelectField {...form.field('editPolicy')} label={t('form.editPolicy')}>
              <option value="ask">{t('form.editPolicies.ask')}</option>
              <option value="merge-fields">{t('form.editPolicies.merge-fields')}</option>
              <option value="server-wins">{t('form.editPolicies.server-wins')}</option>
            </SelectField>
          </fieldset>
        </Part>
        <div className="flex flex-wrap items-center gap-4">
          {mayEdit ? (
            <Button type="submit" size="dense" className="min-h-10" blocked={form.isBusy}>
              {form.isBusy ? t('form.saving') : t('form.save')}
            </Button>
          ) : (
            <p className="type-dense text-ink-2">{t('needsAuctioneer')}</p>
          )}
          <p role="status" className="type-dense">
            {said}
          </p>
        </div>
      </form>
      <FixedRules sale={sale} />
    </div>
  );
}
