'use client';

import { useServerNow } from '@/lib/live/hooks';
import { formatLeft } from '@/lib/page/format';
import { useStyle } from '../shell/use-style';

/** Time left by the primary's clock; silent for screen readers, redrawn when its text changes. */
export function Countdown({ untilMs, className }: { untilMs: number; className?: string }) {
  const { language } = useStyle();
  const text = useServerNow((nowMs) => formatLeft(untilMs - nowMs, language));
  return (
    <span role="timer" aria-live="off" className={`nums ${className ?? ''}`}>
      {text}
    </span>
  );
}
