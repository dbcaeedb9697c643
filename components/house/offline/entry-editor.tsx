'use client';

import { type FocusEvent, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { isEdited, type LocalEntry } from '@/lib/offline/local-entry';
import { ok } from '@/lib/shared/result';
import { isSameValue } from '@/lib/sync/field-edits';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { useLotFieldNames } from '../editor/lot-field-names';
import { CatalogueFields, TermsFields } from '../editor/lot-fields';
import { useCheckedForm } from '../form/use-checked-form';
import { type EntryChange, readEntry, valuesOfEntry } from './entry-values';

/** The fields of an entry, kept on this device as soon as a field is left. */
export function EntryEditor(props: {
  entry: LocalEntry;
  currency: string;
  pictures: readonly string[];
  mayChange: readonly string[] | undefined;
  onKeep: (change: EntryChange) => void;
  onTakeBack: () => void;
}) {
  const { entry, currency, onKeep } = props;
  const t = useTranslations('house.offline');
  const { timeZone } = useStyle();
  const by = { currency, timeZone };
  const [said, setSaid] = useState('');
  const [shown, setShown] = useState(entry);
  const form = useCheckedForm({
    values: valuesOfEntry(entry, by),
    read: (values) => readEntry(values, entry, by),
    nameOf: useLotFieldNames(currency),
  });
  const { load } = form;
  // What came from the house is shown where nobody is typing something else.
  useEffect(() => {
    if (isSameValue(shown.fields, entry.fields) && isSameValue(shown.terms, entry.terms)) return;
    const typedNow = readEntry(form.form.getValues(), shown, { currency, timeZone });
    setShown(entry);
    const isTyping = !typedNow.ok || typedNow.value !== null;
    if (!isTyping || shown.terms) load(valuesOfEntry(entry, { currency, timeZone }));
  }, [entry, shown, load, form.form, currency, timeZone]);

  const keep = form.submit(
    async (change) => ok(change),
    (change) => {
      if (!change) return;
      onKeep(change);
      setSaid(t('kept'));
    },
  );
  const left = (event: FocusEvent<HTMLFormElement>) => {
    // A button is pressed for itself; only leaving a field keeps it.
    if (event.target instanceof HTMLButtonElement) return;
    void keep();
  };
  return (
    <form method="post" noValidate onSubmit={keep} onBlur={left} className="grid gap-4 py-3">
      <div className="grid gap-4 md:grid-cols-2">
        <div className="grid content-start gap-4">
          <CatalogueFields
            form={form}
            currency={currency}
            pictures={props.pictures}
            mayChange={props.mayChange}
          />
        </div>
        {entry.terms ? (
          <div className="grid content-start gap-4">
            <TermsFields form={form} currency={currency} timeZone={timeZone} />
          </div>
        ) : null}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" size="dense" look="secondary">
          {t('keep')}
        </Button>
        {isEdited(entry) && !entry.sent ? (
          <Button size="dense" look="quiet" onClick={props.onTakeBack}>
            {t(entry.base ? 'takeBack' : 'discard')}
          </Button>
        ) : null}
        <p role="status" className="type-dense text-ink-2">
          {said}
        </p>
      </div>
    </form>
  );
}
