import { useEffect, useRef, useState } from 'react';
import { type HouseLotView, houseLotView } from '@/lib/api/v1/house-acts';
import { callApi } from '../../api/call-api';

/** A hot lot changes many times a second; what the house sees of it is asked for at most this often. */
const ASK_APART_MS = 2_000;

/** What only the house sees of a lot, read again when the lot has changed; null until the first answer. */
export function useHouseLot(lotId: number, version: number): HouseLotView | null {
  const [view, setView] = useState<HouseLotView | null>(null);
  const asked = useRef({ version: 0, atMs: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (asked.current.version === version) return;
    let isHere = true;
    async function ask() {
      asked.current = { version, atMs: performance.now() };
      const path = `/api/v1/lots/${lotId}/house`;
      const answer = await callApi({ method: 'GET', path, answer: houseLotView });
      if (isHere && answer.ok) setView(answer.value);
    }
    const restMs = Math.max(0, asked.current.atMs + ASK_APART_MS - performance.now());
    const timer = setTimeout(ask, restMs);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [lotId, version]);
  return view;
}
