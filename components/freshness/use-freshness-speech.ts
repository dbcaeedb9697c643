'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { useLiveStatus } from '@/lib/live/hooks';
import { formatTime } from '@/lib/page/format';
import { useAnnounce } from '../announce/announcer';
import { useStyle } from '../shell/use-style';
import { type SpokenFreshness, spokenOf } from './spoken';

/** Says aloud that the page stopped taking bids, and that it is current again (PSH7). */
export function useFreshnessSpeech() {
  const { watching, freshness, provenAtMs } = useLiveStatus();
  const announce = useAnnounce();
  const t = useTranslations('freshness.spoken');
  const style = useStyle();
  const told = useRef<SpokenFreshness | null>(null);
  useEffect(() => {
    const next = watching ? spokenOf(freshness, told.current) : null;
    if (!next) return;
    told.current = next;
    const at = provenAtMs === null ? '–' : formatTime(provenAtMs, 'seconds', style);
    announce(next === 'current' ? 'page' : 'now', t(next, { at }));
  }, [watching, freshness, provenAtMs, announce, t, style]);
}
