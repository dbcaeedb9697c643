'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { parseUnits } from '@/lib/page/panel/parse-units';
import type { Units } from '@/lib/page/panel/submission';
import { Button } from '../ui/button';

/** One press takes the price of now (DUT1), for as many units as are typed beside it. */
export function BuyForm(props: {
  amount: string;
  /** Units that are left; null: the lot is one. */
  units: { left: number } | null;
  blocked: boolean;
  reasonId: string;
  onBuy: (units: Units) => void;
}) {
  const { units, blocked } = props;
  const t = useTranslations('panel');
  const [count, setCount] = useState('1');
  const wanted = units ? parseUnits(count) : 1;
  const isBlocked = blocked || wanted === null;
  return (
    <form
      noValidate
      className="flex items-stretch gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBlocked) props.onBuy({ units: wanted, leastUnits: 1 });
      }}
    >
      {units && !blocked ? (
        <input
          value={count}
          onChange={(event) => setCount(event.target.value)}
          inputMode="numeric"
          autoComplete="off"
          aria-label={t('offer.units')}
          aria-invalid={wanted === null ? true : undefined}
          aria-describedby="buy-note"
          data-field="units"
          className="nums min-h-14 w-20 flex-none rounded-control border border-line-strong bg-surface px-3 text-right text-xl font-semibold"
        />
      ) : null}
      <Button
        type="submit"
        size="bid"
        blocked={isBlocked}
        aria-describedby={blocked ? props.reasonId : 'buy-note'}
        data-act="buy"
        className="nums flex-1"
      >
        {t(units ? 'action.buyEach' : 'action.buy', { amount: props.amount })}
      </Button>
    </form>
  );
}
