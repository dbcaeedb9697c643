'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useOwnMaxima } from '@/lib/live/hooks';

/**
 * Own maxima may change in another tab or program, on lots that the page does not show yet too: a
 * notice tells, and coming back looks again.
 * @param props.shown own maxima by lot, as the page was rendered.
 */
export function FreshMaxima({ shown }: { shown: Readonly<Record<number, number>> }) {
  const router = useRouter();
  const told = useOwnMaxima();
  useEffect(() => {
    if ([...told].some(([lotId, maxMinor]) => shown[lotId] !== maxMinor)) router.refresh();
  }, [told, shown, router]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') router.refresh();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [router]);
  return null;
}
