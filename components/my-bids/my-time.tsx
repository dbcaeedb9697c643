'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useServerTime } from '@/lib/live/hooks';
import { usePageSeed } from '@/lib/live/live-context';
import { clockPhase } from '../bid-panel/clock-phase';
import { Countdown } from '../ui/countdown';

/** Time left of one of the reader's lots, or what became of it. */
export function MyTime({ lot }: { lot: PublicLot }) {
  const t = useTranslations('tile');
  const { asOfMs } = usePageSeed();
  const clock = useServerTime((time) => clockPhase(lot, time ?? { nowMs: asOfMs, errorMs: 0 }));
  if (lot.state === 'scheduled') return null;
  if (lot.state !== 'open') return <span className="type-body">{t(lot.state)}</span>;
  if (clock === 'up') return <span className="type-label">{t('up')}</span>;
  return (
    <Countdown
      untilMs={lot.closesAtMs}
      className={clsx(
        'type-body',
        clock !== 'open' &&
          'bg-ending-fill px-1.5 text-on-ending shadow-[inset_0_0_0_2px_var(--ending)]',
      )}
    />
  );
}
