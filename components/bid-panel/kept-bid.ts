import { z } from 'zod';
import { placeBid } from '@/lib/api/v1/bids';

const keptBid = z.strictObject({ key: z.string(), body: placeBid });

/** A bid whose fate is not certain yet, as this tab remembers it. */
export type KeptBid = z.infer<typeof keptBid>;

const name = (lotId: number) => `lotcast-bid-${lotId}`;

/** Remembers a bid before it is sent: a page reloaded meanwhile asks with the same key (LAN2, G5). */
export function keepBid(lotId: number, bid: KeptBid) {
  try {
    sessionStorage.setItem(name(lotId), JSON.stringify(bid));
  } catch {
    // No storage: then only a reload in that very moment forgets the key.
  }
}

/** The bid of an earlier drawing of this page that never got a definite answer. */
export function readKeptBid(lotId: number): KeptBid | null {
  try {
    const parsed = keptBid.safeParse(JSON.parse(sessionStorage.getItem(name(lotId)) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The fate is certain. */
export function forgetBid(lotId: number) {
  try {
    sessionStorage.removeItem(name(lotId));
  } catch {
    // Nothing was kept.
  }
}

/** 128 random bits; works without HTTPS too, unlike `randomUUID`. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
