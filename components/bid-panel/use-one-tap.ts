'use client';

import { useEffect, useState } from 'react';

/** Bidding with one press in a live sale: off, or on up to an amount that the bidder confirmed. */
export interface OneTapState {
  /** 0: off. */
  upToMinor: number;
  set: (upToMinor: number) => void;
}

const storeKey = (auctionId: number, userId: string) => `lotcast-one-tap ${auctionId} ${userId}`;

function recall(auctionId: number, userId: string): number {
  try {
    const kept = Number(sessionStorage.getItem(storeKey(auctionId, userId)));
    return Number.isSafeInteger(kept) && kept > 0 ? kept : 0;
  } catch {
    return 0; // A browser that keeps nothing asks again on each page.
  }
}

/** Kept for one person, one sale and one tab: who closes it starts with two presses again. */
export function useOneTap(auctionId: number, userId: string | null): OneTapState {
  const [upToMinor, setUpTo] = useState(0);
  useEffect(() => setUpTo(userId === null ? 0 : recall(auctionId, userId)), [auctionId, userId]);
  return {
    upToMinor,
    set(amountMinor) {
      if (userId === null) return;
      setUpTo(amountMinor);
      try {
        sessionStorage.setItem(storeKey(auctionId, userId), String(amountMinor));
      } catch {
        // It holds on this page all the same.
      }
    },
  };
}
