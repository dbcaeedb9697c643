import { describe, expect, it } from 'vitest';
import { type BidStore, forgetBids, type KeptBid, keepBid, RESEND_MS, recallBid } from './kept-bid';

const LOT = 14;
const ADA = '00000000-0000-4000-8000-00000000000a';
const BOB = '00000000-0000-4000-8000-00000000000b';
const SENT_AT_MS = 1_700_000_000_000;
const BID: KeptBid = {
  key: 'key-12345',
  userId: ADA,
  sentAtMs: SENT_AT_MS,
  wish: { amountMinor: 440_000, kind: 'max' },
};

/** What a tab remembers, as the browser's own storage does. */
function tab() {
  const held = new Map<string, string>();
  const store: BidStore = {
    get length() {
      return held.size;
    },
    key: (index) => [...held.keys()][index] ?? null,
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => void held.set(name, value),
    removeItem: (name) => void held.delete(name),
  };
  return { store, held };
}

const reader = (more: Partial<Parameters<typeof recallBid>[2]> = {}) => ({
  userId: ADA as string | null,
  myMaxMinor: null,
  nowMs: SENT_AT_MS + 1_000,
  ...more,
});

describe('a bid that an earlier drawing of the page left without an answer', () => {
  it('[LAN2] is asked again with its key for the same person, soon after', () => {
    const { store } = tab();
    keepBid(store, LOT, BID);
    expect(recallBid(store, LOT, reader())).toEqual({ mayResend: true, bid: BID });
    const last = reader({ nowMs: SENT_AT_MS + RESEND_MS });
    expect(recallBid(store, LOT, last)).toMatchObject({ mayResend: true });
  });

  it.each([
    ['long after', SENT_AT_MS + RESEND_MS + 1],
    ['when the device’s clock was put back', SENT_AT_MS - 1],
  ])('is told, never sent, %s', (_, nowMs) => {
    const { store } = tab();
    keepBid(store, LOT, BID);
    expect(recallBid(store, LOT, reader({ nowMs }))).toEqual({ mayResend: false, bid: BID });
  });

  it('is never sent for another person, and they learn nothing of it', () => {
    const { store, held } = tab();
    keepBid(store, LOT, BID);
    expect(recallBid(store, LOT, reader({ userId: BOB }))).toBeNull();
    expect(held.size).toBe(0);
  });

  it('waits for its bidder while nobody is signed in', () => {
    const { store } = tab();
    keepBid(store, LOT, BID);
    expect(recallBid(store, LOT, reader({ userId: null }))).toEqual({ mayResend: false, bid: BID });
    expect(recallBid(store, LOT, reader())).toMatchObject({ mayResend: true });
  });

  it('is no question any more where the house knows of as much from this person', () => {
    const { store, held } = tab();
    keepBid(store, LOT, BID);
    const later = reader({ nowMs: SENT_AT_MS + RESEND_MS + 1, myMaxMinor: 440_000 });
    expect(recallBid(store, LOT, later)).toBeNull();
    expect(held.size).toBe(0);
  });

  it('is forgotten when its bidder signs out, whichever lot it was for; other things stay', () => {
    const { store, held } = tab();
    keepBid(store, LOT, BID);
    keepBid(store, 15, BID);
    held.set('something-else', '1');
    forgetBids(store);
    expect([...held.keys()]).toEqual(['something-else']);
  });

  it('what is no kept bid, also of an older page, counts for nothing', () => {
    const { store, held } = tab();
    held.set(`lotcast-bid-${LOT}`, JSON.stringify({ key: 'k', wish: BID.wish }));
    expect(recallBid(store, LOT, reader())).toBeNull();
    held.set(`lotcast-bid-${LOT}`, '{');
    expect(recallBid(store, LOT, reader())).toBeNull();
    expect(recallBid(null, LOT, reader())).toBeNull();
  });
});
