import { z } from 'zod';

const keptBid = z.strictObject({
  key: z.string(),
  /** Whose bid it is. */
  userId: z.string(),
  /** When the reader confirmed it, by this device's clock. */
  sentAtMs: z.number(),
  wish: z.strictObject({
    kind: z.enum(['exact', 'max', 'buy-now', 'left']),
    amountMinor: z.int().positive(),
    seenAskMinor: z.int().positive().optional(),
    units: z.int().positive().optional(),
    leastUnits: z.int().positive().optional(),
  }),
});

/** A bid whose fate is not certain yet, as this tab remembers it. */
export type KeptBid = z.infer<typeof keptBid>;

/** The part of `Storage` that is used. */
export type BidStore = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

/** A bid is only sent within this time of its confirmation: later nobody expects it to be placed. */
export const RESEND_MS = 120_000;

const PREFIX = 'lotcast-bid-';
const nameOf = (lotId: number) => PREFIX + lotId;

/** What this tab remembers until it is closed; null where the browser keeps nothing. */
export function tabStore(): BidStore | null {
  try {
    return window.sessionStorage;
  } catch {
    return null; // Then only a reload in the very moment of a bid forgets its key.
  }
}

/** Remembers a bid before it is sent: a page reloaded meanwhile asks with the same key (LAN2, G5). */
export function keepBid(store: BidStore | null, lotId: number, bid: KeptBid) {
  try {
    store?.setItem(nameOf(lotId), JSON.stringify(bid));
  } catch {
    // The storage is full: as without one.
  }
}

/** Whether a bid is still recent enough to be sent without another confirmation. */
export const maySend = ({ sentAtMs }: Pick<KeptBid, 'sentAtMs'>, nowMs: number): boolean =>
  nowMs >= sentAtMs && nowMs - sentAtMs <= RESEND_MS;

/**
 * The bid of an earlier drawing of this page that never got a definite answer, and whether it may be
 * asked again with its key. It is another's secret: whoever else is signed in by now learns nothing,
 * and it is forgotten.
 */
export function recallBid(
  store: BidStore | null,
  lotId: number,
  reader: { userId: string | null; myMaxMinor: number | null; nowMs: number },
): { mayResend: boolean; bid: KeptBid } | null {
  const bid = read(store, lotId);
  if (!bid) return null;
  const isOthers = reader.userId !== null && reader.userId !== bid.userId;
  // The house knows of as much or more from them: whatever became of it changes nothing.
  const { kind, amountMinor, units } = bid.wish;
  // One left before the opening, or an offer, may be lower than the one it replaces; a purchase adds to another.
  const isSettled =
    kind !== 'left' &&
    units === undefined &&
    reader.myMaxMinor !== null &&
    reader.myMaxMinor >= amountMinor;
  if (isOthers || isSettled) {
    forgetBid(store, lotId);
    return null;
  }
  return { mayResend: reader.userId !== null && maySend(bid, reader.nowMs), bid };
}

function read(store: BidStore | null, lotId: number): KeptBid | null {
  try {
    const parsed = keptBid.safeParse(JSON.parse(store?.getItem(nameOf(lotId)) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The fate is certain, or its bidder was told that it is not. */
export function forgetBid(store: BidStore | null, lotId: number) {
  store?.removeItem(nameOf(lotId));
}

/** The bidder signs out: nothing of theirs is sent or shown from here any more. */
export function forgetBids(store: BidStore | null) {
  const names = Array.from({ length: store?.length ?? 0 }, (_, index) => store?.key(index) ?? '');
  for (const name of names) if (name.startsWith(PREFIX)) store?.removeItem(name);
}

/** 128 random bits; works without HTTPS too, unlike `randomUUID`. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
