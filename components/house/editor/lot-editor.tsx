'use client';

import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { lotView } from '@/lib/api/v1/lots';
import { formatMoney } from '@/lib/page/format';
import { err, ok } from '@/lib/shared/result';
import { callApi } from '../../api/call-api';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { ErrorSummary } from '../../ui/error-summary';
import { Instant } from '../../ui/instant';
import { readItemPatch, valuesOfLot } from '../form/lot-values';
import { useCheckedForm } from '../form/use-checked-form';
import type { HouseLot } from '../house-lot';
import { useLotFieldNames } from './lot-field-names';
import { CatalogueFields } from './lot-fields';

/** What was fixed with the lot, to read. */
function FixedTerms({ shown, lot }: { shown: HouseLot; lot: PublicLot }) {
  const t = useTranslations('house');
  const { language } = useStyle();
  const { currency } = shown.lot;
  const rows = [
    [t('selling.format'), t(`selling.formats.${lot.format}`)],
    [t('columns.start'), formatMoney(shown.startMinor, { language, currency })],
    [
      t('columns.reserve'),
      shown.reserveMinor === null
        ? t('catalogue.none')
        : formatMoney(shown.reserveMinor, { language, currency }),
    ],
    [t('editor.opens'), <Instant key="o" ms={lot.opensAtMs} shape="dayTimeZone" />],
    [t('editor.closes'), <Instant key="c" ms={lot.closesAtMs} shape="dayTimeZone" />],
  ] as const;
  return (
    <div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 type-dense">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="nums text-right">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="type-dense pt-2 text-ink-3">{t('editor.fixed')}</p>
    </div>
  );
}

/**
 * The catalogue entry of a lot that exists. It is based on the version it was opened with: what
 * somebody else changed meanwhile is never overwritten (If-Match).
 */
export function LotEditor(props: {
  shown: HouseLot;
  /** Its bidding as it is now. */
  lot: PublicLot;
  pictures: readonly string[];
  mayEdit: boolean;
  onSaved: () => void;
}) {
  const { shown, mayEdit, onSaved } = props;
  const { currency, id } = shown.lot;
  const t = useTranslations('house');
  const summary = useTranslations('errors')('summary');
  const { timeZone } = useStyle();
  const [base, setBase] = useState(shown.item);
  const [said, setSaid] = useState('');
  const nameOf = useLotFieldNames(currency);
  const checked = useCheckedForm({
    values: valuesOfLot(shown, timeZone),
    read: (typed) => readItemPatch(typed, { item: base, currency }),
    nameOf,
  });
  const { isDirty } = checked.form.formState;
  const isBehind = shown.item.version > base.version;
  const { reset } = checked.form;
  const load = () => {
    setBase(shown.item);
    setSaid('');
    checked.load(valuesOfLot(shown, timeZone));
  };
  // Nothing typed is lost: newer texts come in by themselves only where nothing was changed here.
  useEffect(() => {
    if (!isBehind || isDirty) return;
    setBase(shown.item);
    reset(valuesOfLot(shown, timeZone));
  }, [isBehind, isDirty, shown, reset, timeZone]);

  const save = checked.submit(
    async (body) => {
      setSaid('');
      if (body === null) return ok(null);
      const done = await callApi({
        method: 'PATCH',
        path: `/api/v1/items/${id}`,
        ifMatch: String(base.version),
        body,
        answer: lotView,
      });
      if (!done.ok && done.error.kind === 'stale-version') onSaved();
      return done.ok ? ok(done.value) : err(done.error);
    },
    (lot) => {
      if (!lot) return setSaid(t('form.nothing'));
      setBase(lot.item);
      reset(valuesOfLot({ ...shown, item: lot.item }, timeZone));
      setSaid(t('form.saved'));
      onSaved();
    },
  );
  const isRefused = checked.refusal?.kind === 'stale-version';
  return (
    <form method="post" noValidate onSubmit={save} className="grid gap-4">
      <ErrorSummary title={summary} problems={checked.problems} attempt={checked.attempt} />
      {(isBehind && isDirty) || isRefused ? (
        <div role="alert" className="grid gap-2 bg-danger-tint p-3 type-dense">
          {t('editor.conflict')}
          <Button size="dense" look="secondary" blocked={!isBehind} onClick={load}>
            {t('editor.loadTheirs')}
          </Button>
        </div>
      ) : null}
      <FixedTerms shown={shown} lot={props.lot} />
      <fieldset disabled={!mayEdit} className="grid gap-4">
        <CatalogueFields form={checked} currency={currency} pictures={props.pictures} />
      </fieldset>
      {mayEdit ? (
        <Button type="submit" size="dense" blocked={checked.isBusy} className="min-h-10">
          {checked.isBusy ? t('form.saving') : t('form.save')}
        </Button>
      ) : (
        <p className="type-dense text-ink-2">{t('needsAuctioneer')}</p>
      )}
      <p role="status" className="type-dense min-h-[1.125rem]">
        {said}
      </p>
    </form>
  );
}
