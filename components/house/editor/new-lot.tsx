'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { lotView } from '@/lib/api/v1/lots';
import { callApi } from '../../api/call-api';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { ErrorSummary } from '../../ui/error-summary';
import { newLotValues, readNewLot } from '../form/lot-values';
import { useCheckedForm } from '../form/use-checked-form';
import { useLotFieldNames } from './lot-field-names';
import { CatalogueFields, TermsFields } from './lot-fields';

const answer = z.strictObject({ lots: z.array(lotView) });

/** A lot to be added to a sale; the same lot sent twice is made once (EDT1). */
export function NewLot(props: {
  auctionId: number;
  currency: string;
  pictures: readonly string[];
  onAdded: (lot: { id: number; lotNumber: number }) => void;
}) {
  const { auctionId, currency } = props;
  const t = useTranslations('house');
  const summary = useTranslations('errors')('summary');
  const { timeZone } = useStyle();
  const [clientKey] = useState(() => crypto.randomUUID());
  const [values] = useState(() => newLotValues({ nowMs: Date.now(), timeZone }));
  const nameOf = useLotFieldNames(currency);
  const checked = useCheckedForm({
    values,
    read: (typed) => readNewLot(typed, { currency, timeZone, clientKey }),
    nameOf,
  });
  const send = checked.submit(
    (body) => callApi({ method: 'POST', path: `/api/v1/auctions/${auctionId}/lots`, body, answer }),
    ({ lots: [lot] }) => lot && props.onAdded({ id: lot.id, lotNumber: lot.lotNumber }),
  );
  return (
    <form method="post" noValidate onSubmit={send} className="grid gap-4">
      <ErrorSummary title={summary} problems={checked.problems} attempt={checked.attempt} />
      <CatalogueFields form={checked} currency={currency} pictures={props.pictures} />
      <TermsFields form={checked} currency={currency} timeZone={timeZone} />
      <Button type="submit" size="dense" blocked={checked.isBusy} className="min-h-10">
        {checked.isBusy ? t('form.saving') : t('editor.add')}
      </Button>
    </form>
  );
}
