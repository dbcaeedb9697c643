'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useCatalogueChange } from '@/lib/live/hooks';

/** Several changes at once are one new rendering. */
const GATHER_MS = 400;

/**
 * Asks the server for a new rendering when a catalogue text changed or a lot is new. What is typed and
 * chosen on the page stays.
 */
export function RefreshOnChange(props: { lotIds: readonly number[]; auctionId: number | null }) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  useCatalogueChange(props, () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      router.refresh();
    }, GATHER_MS);
  });
  return null;
}
