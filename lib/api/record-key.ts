import { z } from 'zod';

/**
 * What can change and be told of: `lot:42`, `item:42`, `auction:7`, `sale:7`, `config`, and of one
 * person's registration its standing, `reg:9`, and the count of what concerned them, `me:9` (PSH10).
 */
export const recordKey = z
  .string()
  .regex(/^(?:(?:lot|item|auction|sale|reg|me):[1-9]\d{0,9}|config)$/);

/** `lot:42`, `item:42`, `auction:7`, `sale:7`, `reg:9`, `me:9` or `config`. */
export type RecordKey =
  | `${'lot' | 'item' | 'auction' | 'sale' | 'reg' | 'me'}:${number}`
  | 'config';

/** Takes a key apart. @throws Error on what is no key; validate with `recordKey` at the edge first. */
export function splitKey(key: string): { kind: string; id: number } {
  const match = /^(lot|item|auction|sale|reg|me):([1-9]\d{0,9})$/.exec(key);
  if (match?.[1] && match[2]) return { kind: match[1], id: Number(match[2]) };
  if (key === 'config') return { kind: 'config', id: 0 };
  throw new Error(`not a record key: ${key}`);
}

/** Lots in one channel at most (CHN1). */
export const LOTS_PER_CHANNEL = 256;

/** The channel a lot belongs to (CHN1): `auction:7/3`. */
export const lotChannel = (auctionId: number, channel: number) => `auction:${auctionId}/${channel}`;

/**
 * A channel's name: `auction:7/3` (lots), `auction:7` (the sale's own record; where one is asked for,
 * all of the sale), `sale:7` (the same record where it is asked for alone), `items:7` (the versions of
 * the sale's catalogue entries), `lot:42`, `config`, or `reg:9`, the private channel of a registration
 * (AUT1).
 */
export const channelName = z
  .string()
  .regex(/^(?:auction:[1-9]\d{0,9}(?:\/\d{1,6})?|(?:lot|sale|items|reg):[1-9]\d{0,9}|config)$/);

/**
 * The name under which the own record of a channel's sale is asked for, without its lots (CHN1):
 * `auction:7/3` → `sale:7`.
 */
export const saleAlone = (channel: string): string =>
  `sale:${/^auction:(\d+)/.exec(channel)?.[1] ?? '0'}`;

/**
 * The name under which the catalogue entries of a channel's sale are asked for, without its lots
 * (CHN1): `auction:7/3` and `items:7` → `items:7`.
 */
export const itemsOf = (channel: string): string =>
  `items:${/^(?:auction|items):(\d+)/.exec(channel)?.[1] ?? '0'}`;

/** Whether a name is that of the catalogue entries of a sale. */
export const isItemsName = (name: string): boolean => name.startsWith('items:');

/**
 * The channel that a record belongs to, as far as the name says under which it was asked for:
 * `sale:7` → `auction:7`. Of a lot only its body says.
 */
export const homeOf = (name: string): string => name.replace(/^sale:/, 'auction:');

/**
 * Under which name the digest of all the single lots of one page travels (CHN1): one for the sixty
 * that it shows of a big sale, not sixty.
 */
export const SINGLE_LOTS = 'lots';

/** A name with a digest between terminals and pages: a channel's, or `SINGLE_LOTS`. */
export const digestName = z.union([channelName, z.literal(SINGLE_LOTS)]);

/** The private channel of a registration (AUT1): whoever watches it needs a ticket. */
export const privateChannel = z.string().regex(/^reg:[1-9]\d{0,9}$/);

/** Whether a channel is one person's own (AUT1). */
export const isPrivateChannel = (name: string): boolean => name.startsWith('reg:');
