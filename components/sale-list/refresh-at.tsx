'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useServerNow } from '@/lib/live/hooks';

/** Pages do not all ask in the same moment. */
const SPREAD_MS = 3_000;
/** A sale opens a moment after its time, by the house's own clock. */
const GRACE_MS = 1_500;

/** Asks for a new rendering once a time has come, such as when a sale on the list opens. */
export function RefreshAt({ atMs }: { atMs: number | null }) {
  const router = useRouter();
  const isPast = useServerNow((nowMs) => atMs !== null && nowMs > atMs + GRACE_MS);
  useEffect(() => {
    if (!isPast || atMs === null) return;
    const timer = setTimeout(() => router.refresh(), Math.random() * SPREAD_MS);
    return () => clearTimeout(timer);
  }, [isPast, atMs, router]);
  return null;
}
