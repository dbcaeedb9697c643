import { channelName, isPrivateChannel } from '../api/record-key';
import { err, ok, type Result } from '../shared/result';

/**
 * What a page may watch: a whole sale (`auction:7`: its own record and all its channels), one
 * channel of lots (`auction:7/3`), one lot (`lot:42`), or with a ticket a registration's own channel
 * (`reg:9`).
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

/** Whether a record is among what a name watches. */
export function covers(watched: WatchedName, key: string, channel: string): boolean {
  if (watched === channel || watched === saleOf(channel)) return true;
  return watched.startsWith('lot:') && watched.slice(4) === lotIdText(key);
}

/** The id in `lot:42` and `item:42`, else null. */
export function lotIdText(key: string): string | null {
  if (key.startsWith('lot:')) return key.slice(4);
  return key.startsWith('item:') ? key.slice(5) : null;
}
