'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { type Rendered, useOutdated } from '@/lib/live/hooks';

/** Several changes at once are one new rendering. */
const GATHER_MS = 400;

/**
 * Asks the server for a new rendering when a catalogue text or a sale changed or a lot is new. What is
 * typed and chosen on the page stays.
 */
export function RefreshOnChange({ rendered }: { rendered: Rendered }) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  useOutdated(rendered, () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      router.refresh();
    }, GATHER_MS);
  });
  return null;
}
