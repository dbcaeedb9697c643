'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { BidAnswer, WishKind } from '@/lib/api/v1/bids';
import { BROWSER_PORTS } from '@/lib/live/browser';
import { useLivePorts } from '@/lib/live/live-context';
import { type BidOutcome, type PlaceBidDeps, placeBid, type Wish } from '@/lib/live/place-bid';
import { nextSubmission, type Submission, type Units } from '@/lib/page/panel/submission';
import { forgetBid, type KeptBid, keepBid, maySend, newKey, recallBid, tabStore } from './kept-bid';

/** After this long without an answer the page says that it is checking. */
const DOUBT_MS = 2_000;

const DEPS: PlaceBidDeps = {
  timers: BROWSER_PORTS.timers,
  chance: BROWSER_PORTS.chance,
  async send(path, { method, headers, body, timeoutMs }) {
    const response = await fetch(path, {
      method,
      headers,
      body,
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: await response.json() };
  },
};

const wallMs = () => BROWSER_PORTS.clock.wallMs();

/** The reader of the page, as the server drew it. */
interface Bidder {
  /** Null for nobody. */
  userId: string | null;
  /** Their last amount on this lot that the house knows of. */
  myMaxMinor: number | null;
  accepted: (wish: Wish, answer: BidAnswer) => void;
}

/**
 * The reader's own bid on one lot: choose, confirm, send until its fate is certain. Nothing is sent
 * later than two minutes after it was confirmed, nor for anybody but whom the page was drawn for.
 */
export function useSubmission(lotId: number, { userId, myMaxMinor, accepted }: Bidder) {
  const { live } = useLivePorts();
  const [submission, step] = useReducer(nextSubmission, { step: 'none' } as Submission);
  const isHere = useRef(true);
  const newest = useRef({ accepted, myMaxMinor });
  newest.current = { accepted, myMaxMinor };

  const settle = useCallback(
    (bid: KeptBid, outcome: BidOutcome | null, sentAtVersion: number) => {
      if (!outcome || outcome.kind === 'unknown') {
        // The key is kept: whoever returns in time asks with it again, later it is only told.
        const isSignInNeeded =
          outcome?.problem === 'sign-in-required' || outcome?.problem === 'session-ended';
        if (isHere.current) step({ is: 'unknown', isSignInNeeded });
        return;
      }
      forgetBid(tabStore(), lotId);
      if (outcome.kind === 'refused') {
        // The ask in the answer is newer than what the page may show; ask the terminal as well.
        live.check('asked');
        const { problem, rule, askMinor, bidId } = outcome;
        const newAsk = askMinor === null ? null : { askMinor, sentAtVersion };
        step({ is: 'refused', problem, rule, newAsk, ...(bidId !== null && { bidId }) });
        return;
      }
      live.records.putLots([outcome.answer.lot]);
      newest.current.accepted(bid.wish, outcome.answer);
      step({ is: 'accepted' });
    },
    [live, lotId],
  );

  const run = useCallback(
    async (bid: KeptBid, mayBeDecided: boolean) => {
      const sentAtVersion = live.records.lot(lotId)?.version ?? 0;
      const doubt = setTimeout(() => step({ is: 'doubt' }), DOUBT_MS);
      const outcome = await placeBid(
        DEPS,
        { lotId, wish: bid.wish, key: bid.key, bidderId: bid.userId, mayBeDecided },
        {
          doubtful: () => step({ is: 'doubt' }),
          isWanted: () => isHere.current && maySend(bid, wallMs()),
        },
      );
      clearTimeout(doubt);
      settle(bid, outcome, sentAtVersion);
    },
    [live, lotId, settle],
  );

  useEffect(() => {
    isHere.current = true;
    const reader = { userId, myMaxMinor: newest.current.myMaxMinor, nowMs: wallMs() };
    const kept = recallBid(tabStore(), lotId, reader);
    if (kept) {
      const { kind: bidKind, amountMinor, units, leastUnits = 1 } = kept.bid.wish;
      const fate = kept.mayResend ? 'ask' : userId === null ? 'sign-in' : 'tell';
      const forUnits = units === undefined ? {} : { units: { units, leastUnits } };
      step({ is: 'recall', bidKind, amountMinor, ...forUnits, fate });
      if (kept.mayResend) void run(kept.bid, true);
    }
    return () => {
      isHere.current = false;
    };
  }, [lotId, userId, run]);

  const send = useCallback(
    (
      {
        bidKind: kind,
        amountMinor,
        units,
      }: { bidKind: WishKind; amountMinor: number; units?: Units },
      seenAskMinor: number | null,
    ) => {
      if (userId === null) return;
      const wish = {
        kind,
        amountMinor,
        ...(kind === 'exact' && seenAskMinor !== null && { seenAskMinor }),
        ...units,
      };
      const bid = { key: newKey(), userId, sentAtMs: wallMs(), wish };
      keepBid(tabStore(), lotId, bid);
      step({ is: 'send' });
      void run(bid, false);
    },
    [lotId, userId, run],
  );

  /** The reader was told that the fate is open; from here on they decide anew. */
  const dismiss = useCallback(() => {
    forgetBid(tabStore(), lotId);
    step({ is: 'back' });
  }, [lotId]);

  return { submission, step, send, dismiss };
}
