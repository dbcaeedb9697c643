'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';
import { BROWSER_PORTS } from '@/lib/live/browser';
import { useLivePorts } from '@/lib/live/live-context';
import { type BidOutcome, type PlaceBidDeps, placeBid } from '@/lib/live/place-bid';
import { forgetBid, type KeptBid, keepBid, newKey, readKeptBid } from './kept-bid';
import { type BidKind, nextSubmission, type Submission } from './submission';

/** After this long without an answer the page says that it is checking. */
const DOUBT_MS = 2_000;

const DEPS: PlaceBidDeps = {
  timers: BROWSER_PORTS.timers,
  chance: BROWSER_PORTS.chance,
  async post(path, { headers, body, timeoutMs }) {
    const response = await fetch(path, {
      method: 'POST',
      headers,
      body,
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: await response.json() };
  },
};

/** The reader's own bid on one lot: choose, confirm, send until its fate is certain. */
export function useSubmission(lotId: number, accepted: (amountMinor: number) => void) {
  const { live } = useLivePorts();
  const [submission, step] = useReducer(nextSubmission, { step: 'none' } as Submission);
  const isHere = useRef(true);
  const onAccepted = useRef(accepted);
  onAccepted.current = accepted;

  const settle = useCallback(
    (bid: KeptBid, outcome: BidOutcome | null) => {
      if (!outcome) return; // Left the page: the key is kept, and asked again on return.
      forgetBid(lotId);
      if (outcome.kind === 'refused') {
        // The ask in the answer is newer than what the page may show; ask the terminal as well.
        live.check('asked');
        step({ is: 'refused', problem: outcome.problem });
        return;
      }
      live.records.putLots([outcome.answer.lot]);
      onAccepted.current(bid.body.amountMinor);
      step({ is: 'accepted' });
    },
    [live, lotId],
  );

  const run = useCallback(
    async (bid: KeptBid) => {
      const doubt = setTimeout(() => step({ is: 'doubt' }), DOUBT_MS);
      const outcome = await placeBid(
        DEPS,
        { lotId, body: bid.body, key: bid.key },
        { doubtful: () => step({ is: 'doubt' }), isWanted: () => isHere.current },
      );
      clearTimeout(doubt);
      settle(bid, outcome);
    },
    [lotId, settle],
  );

  useEffect(() => {
    isHere.current = true;
    const kept = readKeptBid(lotId);
    if (kept) {
      const { kind: bidKind, amountMinor } = kept.body;
      step({ is: 'choose', bidKind, amountMinor });
      step({ is: 'send' });
      step({ is: 'doubt' });
      void run(kept);
    }
    return () => {
      isHere.current = false;
    };
  }, [lotId, run]);

  const send = useCallback(
    (bidKind: BidKind, amountMinor: number, seenAskMinor: number | null) => {
      const body = {
        amountMinor,
        kind: bidKind,
        ...(bidKind === 'exact' && seenAskMinor !== null && { seenAskMinor }),
      };
      const bid = { key: newKey(), body };
      keepBid(lotId, bid);
      step({ is: 'send' });
      void run(bid);
    },
    [lotId, run],
  );

  return { submission, step, send };
}
