'use client';

import clsx from 'clsx';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type PublicBid, publicBid } from '@/lib/api/v1/bids';
import { page } from '@/lib/api/v1/paging';
import { useLot } from '@/lib/live/hooks';
import { formatMoney } from '@/lib/page/format';
import { emptyHistory } from '@/lib/page/panel/why-offers';
import { callApi } from '../api/call-api';
import { useStyle } from '../shell/use-style';
import { Instant } from '../ui/instant';

const bidPage = page(publicBid);
const SHOWN = 20;
/** A hot lot changes many times a second; its history is asked for at most this often. */
const ASK_APART_MS = 2_000;

/**
 * The newest bids, asked for again when the number of bids changed, and at once where the server gave
 * none.
 */
function useBids(lotId: number, initial: readonly PublicBid[] | null) {
  const [bids, setBids] = useState(initial ?? []);
  const count = useLot(lotId)?.bidCount ?? 0;
  const asked = useRef({ count: initial ? count : -1, atMs: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (asked.current.count === count) return;
    let isHere = true;
    async function ask() {
      asked.current = { count, atMs: performance.now() };
      const path = `/api/v1/lots/${lotId}/bids?limit=${SHOWN}`;
      const answer = await callApi({ method: 'GET', path, answer: bidPage });
      if (isHere && answer.ok) setBids(answer.value.items);
    }
    const restMs = Math.max(0, asked.current.atMs + ASK_APART_MS - performance.now());
    const timer = setTimeout(ask, restMs);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [count, lotId]);
  return bids;
}

/** Who bid when, by paddle; never a maximum (AUT1). */
export function BidHistory(props: {
  lotId: number;
  initial: readonly PublicBid[] | null;
  currency: string;
  decimals: boolean;
  myPaddle: number | null;
}) {
  const { currency, decimals, myPaddle } = props;
  const t = useTranslations('lot');
  const { language } = useStyle();
  const bids = useBids(props.lotId, props.initial);
  const lot = useLot(props.lotId);
  if (bids.length === 0) {
    return <p className="type-body py-4 text-ink-2">{t(emptyHistory(lot))}</p>;
  }
  return (
    <table className="w-full type-body">
      <thead>
        <tr className="type-label text-ink-2 *:py-2 *:text-left *:font-[550]">
          <th scope="col">{t('historyColumns.at')}</th>
          <th scope="col">{t('historyColumns.paddle')}</th>
          <th scope="col" className="!text-right">
            {t('historyColumns.price')}
          </th>
        </tr>
      </thead>
      <tbody>
        {bids.map((bid) => (
          <tr key={bid.entry} className="border-t border-line *:py-2">
            <td>
              <Instant ms={Date.parse(bid.at)} shape="seconds" className="text-ink-2" />
            </td>
            <td className="nums">
              {bid.paddle ?? t('room')}
              {bid.paddle !== null && bid.paddle === myPaddle ? (
                <span className="text-winning"> · {t('you')}</span>
              ) : null}
              {bid.isCancelled ? <span className="text-ink-2"> · {t('cancelled')}</span> : null}
            </td>
            <td
              className={clsx(
                'nums text-right font-semibold',
                bid.isCancelled && 'text-ink-3 line-through',
              )}
            >
              {formatMoney(bid.priceMinor, { language, currency, decimals })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
