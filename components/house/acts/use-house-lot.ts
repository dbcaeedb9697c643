import { useCallback, useEffect, useRef, useState } from 'react';
import { type HouseLotView, houseLotView } from '@/lib/api/v1/house-acts';
import { callApi } from '../../api/call-api';

/** A hot lot changes many times a second; what the house sees of it is asked for at most this often. */
const ASK_APART_MS = 2_000;

/**
 * What only the house sees of a lot, read again when the lot has changed; null until the first answer. What
 * changes nothing that anyone sees, such as a reserve, makes no version: whoever did it asks again.
 */
export function useHouseLot(lotId: number, version: number) {
  const [view, setView] = useState<HouseLotView | null>(null);
  const [turn, setTurn] = useState(0);
  const asked = useRef({ version: 0, turn: 0, atMs: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (asked.current.version === version && asked.current.turn === turn) return;
    let isHere = true;
    async function ask() {
      asked.current = { version, turn, atMs: performance.now() };
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
  }, [lotId, version, turn]);
  const askAgain = useCallback(() => setTurn((last) => last + 1), []);
  return { view, askAgain };
}
