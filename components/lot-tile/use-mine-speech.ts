'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { formatMoney } from '@/lib/page/format';
import { useAnnounce } from '../announce/announcer';
import { useStyle } from '../shell/use-style';
import { useMine } from './mine';
import { useLots } from './use-lots';

/**
 * Speaks when one of the reader's own lots was lost to somebody else; at most every 15 seconds, and
 * of no other lot (LOOK 6).
 */
export function useMineSpeech(ids: readonly number[], decimals: (auctionId: number) => boolean) {
  const mine = useMine();
  const announce = useAnnounce();
  const t = useTranslations('panel.announce');
  const { language } = useStyle();
  const leading = useRef<ReadonlySet<number> | null>(null);
  /** One line a lot: id, standing, and what would be said of it. */
  const told = useLots(ids, (lots) =>
    lots
      .filter((lot) => lot.state === 'open' && mine.has(lot.id))
      .map((lot) => {
        const { id, lotNumber, currency, askMinor } = lot;
        const style = { language, currency, decimals: decimals(lot.auctionId) };
        const amount = askMinor === null ? '–' : formatMoney(askMinor, style);
        return `${id}\t${mine.standing(lot)}\t${t('outbid', { lot: lotNumber, amount })}`;
      })
      .join('\n'),
  );
  useEffect(() => {
    const rows = told === '' ? [] : told.split('\n').map((row) => row.split('\t'));
    const now = new Set(rows.filter((row) => row[1] === 'winning').map(([id]) => Number(id)));
    const before = leading.current;
    leading.current = now;
    if (!before) return;
    const lost = rows.filter(([id, standing]) => standing === 'outbid' && before.has(Number(id)));
    if (lost.length > 0) announce('lots', lost.map((row) => row[2]).join(' '));
  }, [told, announce]);
}
