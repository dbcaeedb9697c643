'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useOwnBids } from '@/lib/live/hooks';
import { useLots } from '../lot-tile/use-lots';

/**
 * Own maxima may change in another tab or program, on lots that the page does not show yet too: a
 * notice tells, and coming back looks again. So does the opening of a lot that a bid waited for (ABS1).
 * @param props.shown own maxima by lot as the page was rendered, and whether the last bid was taken back.
 * @param props.left lots of them where nothing was taken yet but a bid left before the opening.
 */
export function FreshMaxima(props: {
  shown: Readonly<Record<number, { myMaxMinor: number; isCancelled: boolean }>>;
  left: readonly number[];
}) {
  const { shown, left } = props;
  const router = useRouter();
  const opened = useLots(left, (lots) => lots.filter(({ state }) => state !== 'scheduled').length);
  useEffect(() => {
    if (opened > 0) router.refresh();
  }, [opened, router]);
  const told = useOwnBids();
  useEffect(() => {
    const isOther = [...told].some(([lotId, { myMaxMinor, isCancelled }]) => {
      const was = shown[lotId];
      return was?.myMaxMinor !== myMaxMinor || was.isCancelled !== isCancelled;
    });
    if (isOther) router.refresh();
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
