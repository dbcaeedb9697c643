'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useServerNow } from '@/lib/live/hooks';
import { formatLeft, formatTime } from '@/lib/page/format';
import type { LotNews } from '@/lib/page/panel/lot-news';
import type { PanelName } from '@/lib/page/panel/panel-model';
import type { Standing } from '@/lib/page/panel/standing';
import { wayOf } from '@/lib/page/panel/way';
import { useAnnounce } from '../announce/announcer';
import { useStyle } from '../shell/use-style';
import { spokenChange } from './spoken-change';

/** What can be done now, in words. */
const MAY = { up: 'mayBid', down: 'mayBid', offers: 'mayOffer', clock: 'mayBuy' } as const;

/** When the time left is spoken, for lots the reader bid on (LOOK 6). */
const SPOKEN_S = [600, 300, 60, 30, 10];

/** What is spoken of. */
interface Spoken {
  lot: PublicLot;
  name: PanelName;
  standing: Standing;
  news: LotNews;
  hasBid: boolean;
  money: (amountMinor: number) => string;
  /** The id of the sentence that says where the reader stands. */
  standingId: string;
}

/** Speaks what changes on a lot's page: price politely, outbid at once, the last minutes. */
export function useLotSpeech(spoken: Spoken) {
  usePriceSpeech(spoken);
  useStandingSpeech(spoken);
  useNewsSpeech(spoken);
  useTimeSpeech(spoken);
}

function usePriceSpeech({ lot, standing, money }: Spoken) {
  const announce = useAnnounce();
  const t = useTranslations('panel');
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
}

/** The panel's own sentence, as it stands there, when it says something new. */
function useStandingSpeech({ lot, name, hasBid, money, standingId }: Spoken) {
  const announce = useAnnounce();
  const t = useTranslations('panel.announce');
  const last = useRef(name);
  useEffect(() => {
    const before = last.current;
    last.current = name;
    const change = spokenChange(before, name);
    if (!change) return;
    const isOwn = change.isOwn || hasBid;
    const words =
      change.says === 'standing'
        ? document.getElementById(standingId)?.textContent
        : lot.askMinor !== null &&
          t(MAY[wayOf(lot)], { lot: lot.lotNumber, amount: money(lot.askMinor) });
    if (words) announce(isOwn ? 'now' : 'page', words);
  }, [lot, name, hasBid, money, standingId, announce, t]);
}

function useNewsSpeech({ news, hasBid, money }: Spoken) {
  const announce = useAnnounce();
  const t = useTranslations('panel.news');
  const style = useStyle();
  const last = useRef(news);
  useEffect(() => {
    const before = last.current;
    last.current = news;
    if (before === news || news.kind === 'none') return;
    const words =
      news.kind === 'resumed'
        ? t('resumed', { at: formatTime(news.closesAtMs, 'seconds', style) })
        : t('wentBack', { from: money(news.fromMinor) });
    announce(hasBid ? 'now' : 'page', words);
  }, [news, hasBid, money, announce, t, style]);
}

function useTimeSpeech({ lot, hasBid }: Spoken) {
  const announce = useAnnounce();
  const t = useTranslations('panel.announce');
  const { language } = useStyle();
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
    announce('now', t('left', { lot: lot.lotNumber, left }));
  }, [mark, announce, t, lot.lotNumber, language]);
}
