'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useLiveStatus } from '@/lib/live/hooks';
import { formatTime } from '@/lib/page/format';
import { useStyle } from '../shell/use-style';
import { Glyph } from '../ui/glyph';

/**
 * Says that the house went over to another database while the page was open (EPO1): what it shows is
 * that history, and a bid of the old one may be missing in it. Stands until it is put away, and hangs
 * over the page, so that nothing below it moves under a finger.
 */
export function NewHistory({ isSignedIn }: { isSignedIn: boolean }) {
  const { newHistoryAtMs, epoch, freshness } = useLiveStatus();
  const t = useTranslations();
  const style = useStyle();
  const router = useRouter();
  const [readEpoch, setReadEpoch] = useState(0);
  const isProven = freshness === 'live';
  const [drawnEpoch, setDrawnEpoch] = useState(0);
  // What only the server draws, such as a list of bids, is of the old history until it is drawn anew.
  useEffect(() => {
    if (newHistoryAtMs === null || !isProven || drawnEpoch === epoch) return;
    setDrawnEpoch(epoch);
    router.refresh();
  }, [newHistoryAtMs, isProven, drawnEpoch, epoch, router]);
  const isShown = newHistoryAtMs !== null && drawnEpoch === epoch && readEpoch !== epoch;
  return (
    <div role="status" className="absolute top-14 right-0 left-0 z-10 px-4 empty:hidden md:px-8">
      {isShown ? (
        <div
          data-note="new-history"
          className="flex max-w-[30rem] items-start border border-line-strong bg-surface shadow-overlay"
        >
          <p className="type-label flex-1 py-3 pl-3">
            {t('freshness.newHistory', { at: formatTime(newHistoryAtMs, 'secondsZone', style) })}{' '}
            {isSignedIn ? (
              <Link href="/my-bids" className="whitespace-nowrap underline underline-offset-4">
                {t('freshness.checkBids')}
              </Link>
            ) : null}
          </p>
          <button
            type="button"
            aria-label={t('common.close')}
            onClick={() => setReadEpoch(epoch)}
            className="inline-flex size-12 flex-none items-center justify-center"
          >
            <Glyph name="close" />
          </button>
        </div>
      ) : null}
    </div>
  );
}
