'use client';

import { useEffect, useRef, useState } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { type LotNews, NO_NEWS, nextLotNews } from '@/lib/page/panel/lot-news';

/** What happened to the lot while the page stood that no bid explains: interrupted, or gone back. */
export function useLotNews(lot: PublicLot): LotNews {
  const [news, setNews] = useState(NO_NEWS);
  const before = useRef(lot);
  useEffect(() => {
    const last = before.current;
    before.current = lot;
    if (last !== lot) setNews((now) => nextLotNews(now, last, lot));
  }, [lot]);
  return news;
}
