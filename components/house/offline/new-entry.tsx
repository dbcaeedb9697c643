'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ok } from '@/lib/shared/result';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { useLotFieldNames } from '../editor/lot-field-names';
import { CatalogueFields, TermsFields } from '../editor/lot-fields';
import { newLotValues, readNewLot } from '../form/lot-values';
import { useCheckedForm } from '../form/use-checked-form';
import { type EntryChange, entryOfLot } from './entry-values';

/** A lot to be made: kept on this device, and in the sale once it was submitted. */
export function NewEntry(props: {
  currency: string;
  pictures: readonly string[];
  onAdd: (lot: Required<EntryChange>) => void;
}) {
  const { currency, pictures } = props;
  const t = useTranslations('house.offline');
  const { timeZone } = useStyle();
  const [clientKey] = useState(() => crypto.randomUUID());
  const [values] = useState(() => newLotValues({ nowMs: Date.now(), timeZone }));
  const form = useCheckedForm({
    values,
    read: (typed) => readNewLot(typed, { currency, timeZone, clientKey }),
    nameOf: useLotFieldNames(currency),
  });
  const add = form.submit(
    async (lot) => ok(lot),
    (lot) => props.onAdd(entryOfLot(lot)),
  );
  return (
    <form method="post" noValidate onSubmit={add} className="grid gap-4 border-b border-line py-4">
      <div className="grid gap-4 md:grid-cols-2">
        <div className="grid content-start gap-4">
          <CatalogueFields form={form} currency={currency} pictures={pictures} />
        </div>
        <div className="grid content-start gap-4">
          <TermsFields form={form} currency={currency} timeZone={timeZone} />
        </div>
      </div>
      <Button type="submit" size="dense" className="min-h-10 justify-self-start">
        {t('addHere')}
      </Button>
    </form>
  );
}
