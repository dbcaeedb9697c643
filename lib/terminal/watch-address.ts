import {
  channelName,
  isItemsName,
  isPrivateChannel,
  itemsOf,
  SINGLE_LOTS,
  saleAlone,
} from '../api/record-key';
import { err, ok, type Result } from '../shared/result';

/**
 * What a page may watch: a whole sale (`auction:7`: its own record and all its channels), that record
 * alone (`sale:7`), its catalogue entries alone (`items:7`), one channel of lots (`auction:7/3`), one
 * lot (`lot:42`), or with a ticket a registration's own channel (`reg:9`).
 */
export type WatchedName = string;

/** Names in one address at most. */
export const WATCHED_MAX = 64;

/** Why an address is refused. */
export type AddressProblem = 'no-channel' | 'too-many-channels' | 'bad-channel' | 'ticket-needed';

/** Reads `?channel=auction:7,lot:42` into distinct names in a fixed order (CHN1). */
export function parseWatchAddress(text: string | null): Result<WatchedName[], AddressProblem> {
  if (!text) return err('no-channel');
  if (text.length > WATCHED_MAX * 32) return err('too-many-channels');
  const names = [...new Set(text.split(','))].sort();
  if (names.length > WATCHED_MAX) return err('too-many-channels');
  const areNames = names.every((name) => name !== 'config' && channelName.safeParse(name).success);
  if (!areNames) return err('bad-channel');
  // Whoever may watch one says so with a ticket, never by naming it (AUT1).
  return names.some(isPrivateChannel) ? err('ticket-needed') : ok(names);
}

/** The sale that a channel belongs to: `auction:7/3` → `auction:7`. */
export const saleOf = (channel: string): string => channel.split('/', 1)[0] ?? channel;

/** Every name under which a page may watch a record. */
export function watchNames(key: string, channel: string): WatchedName[] {
  const sale = saleOf(channel);
  const names = new Set([channel, sale]);
  const id = lotIdText(key);
  if (id !== null) names.add(`lot:${id}`);
  if (key.startsWith('item:')) names.add(itemsOf(channel));
  if (key.startsWith('auction:')) names.add(saleAlone(key));
  return [...names];
}

/** Whether a record is among what a name watches. */
export function covers(watched: WatchedName, key: string, channel: string): boolean {
  if (watched === channel || watched === saleOf(channel)) return true;
  if (isSingle(watched)) return watched.slice(4) === lotIdText(key);
  if (isItemsName(watched)) return key.startsWith('item:') && watched === itemsOf(channel);
  return watched.startsWith('sale:') && key === `auction:${watched.slice(5)}`;
}

/** Whether a name is that of one lot. */
export const isSingle = (watched: WatchedName): boolean => watched.startsWith('lot:');

/** What a page watches. */
export interface PageNames {
  names: readonly WatchedName[];
  /** Them, by what has a digest of its own; see `partsOf`. */
  parts: readonly (readonly WatchedName[])[];
}

/**
 * A page's names by what has a digest of its own: its single lots together, each other name alone
 * (CHN1).
 */
export function partsOf(names: readonly WatchedName[]): WatchedName[][] {
  const singles = names.filter(isSingle);
  const others = names.filter((name) => !isSingle(name)).map((name) => [name]);
  return singles.length > 0 ? [...others, singles] : others;
}

/** The name of the digest of single lots: that of the only one, else `SINGLE_LOTS`. */
export const singlesName = (singles: readonly WatchedName[]): string =>
  (singles.length === 1 ? singles[0] : undefined) ?? SINGLE_LOTS;

/** The id in `lot:42` and `item:42`, else null. */
export function lotIdText(key: string): string | null {
  if (key.startsWith('lot:')) return key.slice(4);
  return key.startsWith('item:') ? key.slice(5) : null;
}
