'use client';

import { formatTime } from '@/lib/page/format';
import { useStyle } from '../shell/use-style';

/** A point in time in the reader's zone; the server may have written it in UTC at a first visit. */
export function Instant(props: {
  ms: number;
  shape: Parameters<typeof formatTime>[1];
  className?: string;
}) {
  const style = useStyle();
  return (
    <time
      dateTime={new Date(props.ms).toISOString()}
      suppressHydrationWarning
      className={`nums ${props.className ?? ''}`}
    >
      {formatTime(props.ms, props.shape, style)}
    </time>
  );
}
