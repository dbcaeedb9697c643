'use client';

import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type AmountFault, decimalsOf, parseAmount } from '@/lib/page/panel/parse-amount';
import { Button } from '../ui/button';
import { Glyph } from '../ui/glyph';

/** The field for a maximum; what was typed is checked here and again by the house. */
export function MaxForm(props: {
  currency: string;
  leastMinor: number;
  isRaise: boolean;
  /** Bids go down: the limit is the lowest price. */
  isDown: boolean;
  money: (amountMinor: number) => string;
  onReview: (amountMinor: number) => void;
}) {
  const { currency, leastMinor, isRaise, isDown, money } = props;
  const t = useTranslations(isDown ? 'panel.low' : 'panel.max');
  const [text, setText] = useState('');
  const [fault, setFault] = useState<AmountFault | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const least = isRaise
    ? t('enterAbove', { amount: money(isDown ? leastMinor + 1 : leastMinor - 1) })
    : t('enterLeast', { amount: money(leastMinor) });

  function say(what: AmountFault): string {
    if (what === 'too-low') return least;
    if (what === 'not-amount') return t('notAmount', { example: money(leastMinor) });
    return t('tooFine', { currency, count: decimalsOf(currency), amount: money(leastMinor) });
  }

  return (
    <form
      noValidate
      className="flex flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        const parsed = parseAmount(text, currency, leastMinor, isDown);
        setFault(parsed.ok ? null : parsed.error);
        if (parsed.ok) props.onReview(parsed.value);
        else field.current?.focus();
      }}
    >
      <div className="flex gap-2">
        <input
          ref={field}
          value={text}
          onChange={(event) => setText(event.target.value)}
          inputMode="decimal"
          autoComplete="off"
          enterKeyHint="next"
          aria-label={t('label', { currency })}
          aria-invalid={fault ? true : undefined}
          aria-describedby="max-hint"
          placeholder={money(leastMinor)}
          className="nums min-h-14 w-full min-w-0 flex-1 rounded-control border border-line-strong bg-surface px-3 text-xl font-semibold placeholder:font-normal placeholder:text-ink-3"
        />
        <Button type="submit" size="bid">
          {t('review')}
        </Button>
      </div>
      <p id="max-hint" className="type-label" role={fault ? 'alert' : undefined}>
        {fault ? (
          <span className="inline-flex items-baseline gap-1.5 text-danger">
            <Glyph name="danger" />
            {say(fault)}
          </span>
        ) : (
          <span className="text-ink-2">{least}</span>
        )}
      </p>
    </form>
  );
}
