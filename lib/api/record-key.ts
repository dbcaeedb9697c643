import { z } from 'zod';

/** What can change and be told of: `lot:42`, `item:42`, `auction:7`, `sale:7`, `reg:9`, `config`. */
export const recordKey = z
  .string()
  .regex(/^(?:(?:lot|item|auction|sale|reg):[1-9]\d{0,9}|config)$/);

/** `lot:42`, `item:42`, `auction:7`, `sale:7`, `reg:9` or `config`. */
export type RecordKey = `${'lot' | 'item' | 'auction' | 'sale' | 'reg'}:${number}` | 'config';

/** Takes a key apart. @throws Error on what is no key; validate with `recordKey` at the edge first. */
export function splitKey(key: string): { kind: string; id: number } {
  const match = /^(lot|item|auction|sale|reg):([1-9]\d{0,9})$/.exec(key);
  if (match?.[1] && match[2]) return { kind: match[1], id: Number(match[2]) };
  if (key === 'config') return { kind: 'config', id: 0 };
  throw new Error(`not a record key: ${key}`);
}

/** Lots in one channel at most (CHN1). */
export const LOTS_PER_CHANNEL = 256;

/** The channel a lot belongs to (CHN1): `auction:7/3`. */
export const lotChannel = (auctionId: number, channel: number) => `auction:${auctionId}/${channel}`;

/** A channel's name: `auction:7/3` (lots), `auction:7` (the sale's own record), `lot:42` or `config`. */
export const channelName = z
  .string()
  .regex(/^(?:auction:[1-9]\d{0,9}(?:\/\d{1,6})?|lot:[1-9]\d{0,9}|config)$/);
