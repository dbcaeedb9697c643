'use client';

import { useState } from 'react';
import { useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { type RegistrationView, registrationView } from '@/lib/api/v1/registrations';
import { ok, type Result } from '@/lib/shared/result';
import { type ApiTrouble, callApi } from '../../api/call-api';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorSummary } from '../../ui/error-summary';
import { CheckField, SelectField, TextField } from '../../ui/field';
import { useCheckedForm } from '../form/use-checked-form';
import { conditionsOf, readConditions } from './condition-values';

const DEPOSIT_STATES = ['required', 'held', 'released', 'kept'] as const;

/** On what conditions somebody bids: limit, right of priority, where their deposit is (REG2, PRI1, REG4). */
export function ConditionsDialog(props: {
  person: RegistrationView;
  currency: string;
  onClose: () => void;
  /** Null: nothing was changed. */
  onDone: (decided: RegistrationView | null) => void;
}) {
  const { currency } = props;
  const t = useTranslations('house.people');
  const common = useTranslations('common');
  const summary = useTranslations('errors')('summary');
  // As they were when the dialog opened, whatever happens behind it: only what is changed here is sent.
  const [person] = useState(props.person);
  const was = conditionsOf(person, currency);
  const names: Record<string, string> = {
    limitMinor: t('limit', { currency }),
    'deposit.reference': t('reference'),
  };
  const form = useCheckedForm({
    values: was,
    read: (values) => readConditions(values, was, currency),
    nameOf: (field) => names[field] ?? field,
  });
  const { control, register } = form.form;
  const depositState = useWatch({ control, name: 'deposit.state' });
  const save = form.submit(
    async (body): Promise<Result<RegistrationView | null, ApiTrouble>> =>
      body === null
        ? ok(null)
        : callApi({
            method: 'PATCH',
            path: `/api/v1/registrations/${person.id}`,
            body,
            answer: registrationView,
          }),
    props.onDone,
  );
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('conditionsOf', { name: person.bidder?.name ?? String(person.paddle) })}
      closeLabel={common('close')}
    >
      <form method="post" noValidate onSubmit={save} className="grid gap-4">
        <ErrorSummary title={summary} problems={form.problems} attempt={form.attempt} />
        <TextField
          {...form.field('limitMinor')}
          label={t('limit', { currency })}
          hint={t('limitHint')}
          inputMode="decimal"
          autoComplete="off"
        />
        <CheckField {...register('hasPriority')} label={t('priorityLong')} />
        {person.deposit === 'not-required' ? (
          <p className="type-dense text-ink-2">{t('deposits.not-required')}</p>
        ) : (
          <>
            <SelectField {...form.field('deposit.state')} label={t('deposit')}>
              {DEPOSIT_STATES.map((state) => (
                <option key={state} value={state}>
                  {t(`deposits.${state}`)}
                </option>
              ))}
            </SelectField>
            {depositState === was.deposit.state ? null : (
              <TextField
                {...form.field('deposit.reference')}
                label={t('reference')}
                hint={t('referenceHint')}
                maxLength={200}
                autoComplete="off"
              />
            )}
          </>
        )}
        <p className="type-dense text-ink-2">{t('conditionsHint')}</p>
        <div className="flex flex-wrap gap-3">
          <Button type="submit" blocked={form.isBusy} data-confirm="conditions">
            {t('save')}
          </Button>
          <Button look="secondary" onClick={props.onClose}>
            {common('back')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
