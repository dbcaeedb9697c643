'use client';

import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type AmountFault, decimalsOf, parseAmount } from '@/lib/page/panel/parse-amount';
import { parseUnits } from '@/lib/page/panel/parse-units';
import type { Units } from '@/lib/page/panel/submission';
import { Button } from '../ui/button';
import { Glyph } from '../ui/glyph';

const FIELD =
  'nums min-h-14 w-full min-w-0 rounded-control border border-line-strong bg-surface px-3 text-xl font-semibold placeholder:font-normal placeholder:text-ink-3';

type Fault = { of: 'amount'; what: AmountFault } | { of: 'units' };

/** The fields of an offer (OFR1); what was typed is checked here and again by the house. */
export function OfferForm(props: {
  currency: string;
  leastMinor: number;
  /** Units that offers can be for; null: the lot is one (MUL2). */
  units: { left: number } | null;
  money: (amountMinor: number) => string;
  onReview: (amountMinor: number, units: Units) => void;
}) {
  const { currency, leastMinor, money } = props;
  const t = useTranslations('panel.offer');
  const words = useTranslations('panel.max');
  const [text, setText] = useState('');
  const [count, setCount] = useState('1');
  const [isAll, setAll] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const amountField = useRef<HTMLInputElement>(null);
  const unitsField = useRef<HTMLInputElement>(null);
  useEffect(() => (props.units ? unitsField : amountField).current?.focus(), [props.units]);

  function say(found: Fault): string {
    if (found.of === 'units') return t('wrongUnits');
    if (found.what === 'too-low') return words('enterLeast', { amount: money(leastMinor) });
    if (found.what === 'not-amount') return words('notAmount', { example: money(leastMinor) });
    const amount = money(leastMinor);
    return words('tooFine', { currency, count: decimalsOf(currency), amount });
  }

  function review() {
    const amount = parseAmount(text, currency, leastMinor);
    const units = parseUnits(count);
    if (units === null) {
      setFault({ of: 'units' });
      unitsField.current?.focus();
    } else if (!amount.ok) {
      setFault({ of: 'amount', what: amount.error });
      amountField.current?.focus();
    } else {
      props.onReview(amount.value, { units, leastUnits: isAll ? units : 1 });
    }
  }

  return (
    <form
      noValidate
      className="flex flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        review();
      }}
    >
      <div className="flex gap-2">
        {props.units ? (
          <input
            ref={unitsField}
            value={count}
            onChange={(event) => setCount(event.target.value)}
            inputMode="numeric"
            autoComplete="off"
            aria-label={t('units')}
            aria-invalid={fault?.of === 'units' ? true : undefined}
            aria-describedby="offer-hint"
            data-field="units"
            className={`${FIELD} !w-20 flex-none text-right`}
          />
        ) : null}
        <input
          ref={amountField}
          value={text}
          onChange={(event) => setText(event.target.value)}
          inputMode="decimal"
          autoComplete="off"
          enterKeyHint="next"
          aria-label={t(props.units ? 'labelEach' : 'label', { currency })}
          aria-invalid={fault?.of === 'amount' ? true : undefined}
          aria-describedby="offer-hint"
          placeholder={money(leastMinor)}
          data-field="offer"
          className={`${FIELD} flex-1`}
        />
        <Button type="submit" size="bid">
          {words('review')}
        </Button>
      </div>
      <p
        id="offer-hint"
        className="flex flex-wrap justify-between gap-x-4 type-label"
        role={fault ? 'alert' : undefined}
      >
        {fault ? (
          <span className="inline-flex items-baseline gap-1.5 text-danger">
            <Glyph name="danger" />
            {say(fault)}
          </span>
        ) : (
          <span className="text-ink-2">
            {t(props.units ? 'leastEach' : 'least', { amount: money(leastMinor) })}
          </span>
        )}
        {props.units ? (
          <label className="inline-flex items-center gap-2 text-ink">
            <input
              type="checkbox"
              checked={isAll}
              onChange={(event) => setAll(event.target.checked)}
              className="size-4 accent-ink"
            />
            {t('allOrNone')}
          </label>
        ) : null}
      </p>
    </form>
  );
}
