'use client';

import clsx from 'clsx';
import { useEffect, useRef, useState } from 'react';
import { formatMoney, wanHint } from '@/lib/page/format';
import { useStyle } from '../shell/use-style';

/** At most one flash a second per lot (LOOK 3). */
const FLASH_APART_MS = 1_000;
/** How long "+£200" stands. */
const DELTA_MS = 2_500;

interface Flash {
  /** Raised with every flash, so that the animation starts anew. */
  count: number;
  deltaMinor: number | null;
}

/**
 * Flashes when the amount changes while it stands; never at first drawing, never counting up, nor where it
 * changes by itself.
 */
function useFlash(amountMinor: number | null, isByItself: boolean): Flash {
  const [flash, setFlash] = useState<Flash>({ count: 0, deltaMinor: null });
  const last = useRef({ amountMinor, atMs: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    const before = last.current;
    if (before.amountMinor === amountMinor) return;
    if (isByItself) {
      last.current = { ...before, amountMinor };
      return;
    }
    const nowMs = performance.now();
    const isRested = nowMs - before.atMs >= FLASH_APART_MS;
    last.current = { amountMinor, atMs: isRested ? nowMs : before.atMs };
    const { amountMinor: fromMinor } = before;
    const deltaMinor = fromMinor !== null && amountMinor !== null ? amountMinor - fromMinor : null;
    setFlash(({ count }) => ({ count: isRested ? count + 1 : count, deltaMinor }));
    const timer = setTimeout(() => setFlash((now) => ({ ...now, deltaMinor: null })), DELTA_MS);
    return () => clearTimeout(timer);
  }, [amountMinor, isByItself]);
  return flash;
}

/** An amount that may change: its digits swap at once, its ground flashes, "+£200" stands beside. */
export function Price(props: {
  amountMinor: number | null;
  currency: string;
  decimals?: boolean;
  /** Unproven: no confident figure. */
  isStale: boolean;
  /** It falls by the clock (DUT1): nobody did anything. */
  isByItself?: boolean;
  className: string;
  /** Show how much it moved; for the panel. */
  showDelta?: boolean;
}) {
  const { amountMinor, currency, decimals = false, isStale, isByItself = false } = props;
  const { language } = useStyle();
  const { count, deltaMinor } = useFlash(amountMinor, isByItself);
  const style = { language, currency, decimals };
  return (
    <span className="inline-flex items-baseline gap-2">
      <span
        key={count}
        data-price={amountMinor ?? ''}
        className={clsx(
          'nums inline-block',
          isStale ? 'text-stale' : 'text-ink',
          count > 0 && 'flash',
          props.className,
        )}
      >
        {amountMinor === null ? '–' : formatMoney(amountMinor, style)}
      </span>
      {props.showDelta && amountMinor !== null ? (
        <span className="type-label nums text-ink-2" aria-hidden>
          {deltaMinor !== null && deltaMinor > 0
            ? `+${formatMoney(deltaMinor, style)}`
            : wanHint(amountMinor, style)}
        </span>
      ) : null}
    </span>
  );
}
