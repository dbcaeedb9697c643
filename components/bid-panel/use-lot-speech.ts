'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useServerNow } from '@/lib/live/hooks';
import { formatLeft } from '@/lib/page/format';
import type { Standing } from '@/lib/page/panel/panel-state';
import { useAnnounce } from '../announce/announcer';
import { useStyle } from '../shell/use-style';

/** When the time left is spoken, for lots the reader bid on (LOOK 6). */
const SPOKEN_S = [600, 300, 60, 30, 10];

/** Speaks what changes on a lot's page: price politely, outbid at once, the last minutes. */
export function useLotSpeech(
  lot: PublicLot,
  standing: Standing,
  hasBid: boolean,
  money: (amountMinor: number) => string,
) {
  const announce = useAnnounce();
  const t = useTranslations('panel');
  const { language } = useStyle();
  const last = useRef({ priceMinor: lot.priceMinor, standing });

  useEffect(() => {
    const before = last.current;
    last.current = { priceMinor: lot.priceMinor, standing };
    if (standing === 'outbid' && before.standing === 'winning' && lot.askMinor !== null) {
      announce('now', t('announce.outbid', { lot: lot.lotNumber, amount: money(lot.askMinor) }));
    } else if (lot.priceMinor !== null && lot.priceMinor !== before.priceMinor) {
      const bids = t('price.bids', { count: lot.bidCount });
      announce('price', t('announce.price', { price: money(lot.priceMinor), bids }));
    }
  }, [lot, standing, announce, t, money]);

  const mark = useServerNow((nowMs) => {
    if (!hasBid || lot.state !== 'open') return 0;
    const leftS = (lot.closesAtMs - nowMs) / 1_000;
    return leftS <= 0 ? 0 : (SPOKEN_S.findLast((seconds) => leftS <= seconds) ?? 0);
  });
  const lastMark = useRef(mark);
  useEffect(() => {
    const before = lastMark.current;
    lastMark.current = mark;
    if (mark === 0 || (before !== 0 && mark >= before)) return;
    const left = formatLeft(mark * 1_000, language);
    announce('now', t('announce.left', { lot: lot.lotNumber, left }));
  }, [mark, announce, t, lot.lotNumber, language]);
}
