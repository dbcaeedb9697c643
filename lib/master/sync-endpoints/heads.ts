import type { z } from 'zod';
import type { HeadsAnswer, headsRequest } from '../../api/node-wire';
import { homeOf, isItemsName, saleAlone, splitKey } from '../../api/record-key';
import type { Head, HeadsRead } from '../../db/sync-heads-read';
import { digestOf } from '../../sync/digest';

/** See `headsRequest`. */
export type HeadsRequest = z.infer<typeof headsRequest>;

/**
 * What to read for a request: exact channels, whole auctions, records by key. Each record is read once
 * for its channel, however it is asked for.
 */
export function headsWanted(request: HeadsRequest): {
  channels: string[];
  auctions: number[];
  /** Sales of which the catalogue entries are asked for alone (`items:7`). */
  items: number[];
  keys: string[];
} {
  const whole = new Set(request.channels.map(({ name }) => name).filter(isWhole));
  const channels: string[] = [];
  const items: number[] = [];
  const keys: string[] = [];
  for (const { name } of request.channels) {
    if (name.startsWith('lot:')) keys.push(name, name.replace('lot:', 'item:'));
    else if (name.startsWith('sale:')) keys.push(homeOf(name));
    else if (isItemsName(name)) items.push(Number(name.slice('items:'.length)));
    else if (isWhole(name) || !whole.has(name.split('/', 1)[0] ?? name)) channels.push(name);
  }
  return { channels, auctions: [...whole].map((name) => splitKey(name).id), items, keys };
}

const isWhole = (name: string) => /^auction:\d+$/.test(name);

/**
 * Compares the digests a node sent with those of the heads read (ANT2, CHN1). Every channel asked
 * for is answered, an empty one too, and every channel of an auction asked for as a whole; heads
 * come along only where the digests differ or none was sent.
 */
export function compareHeads(request: HeadsRequest, read: HeadsRead): HeadsAnswer {
  const sent = new Map(request.channels.map(({ name, digest }) => [name, digest]));
  const byName = new Map<string, Head[]>([...sent.keys()].map((name) => [name, []]));
  for (const [channel, heads] of read.channels) byName.set(channel, heads);
  for (const head of read.alone) byName.get(aloneName(head.key))?.push(head);
  return {
    epoch: read.epoch,
    channels: [...byName].map(([name, heads]) => {
      const digest = digestOf(read.epoch, heads.filter(isItemsName(name) ? isThere : counts));
      return sent.get(name) === digest ? { name, digest } : { name, digest, heads };
    }),
  };
}

/**
 * The name under which a record is asked for alone: `lot:42` is that lot and its catalogue entry,
 * `sale:7` a sale's own record.
 */
const aloneName = (key: string): string =>
  key.startsWith('auction:') ? saleAlone(key) : key.replace(/^item:/, 'lot:');

const isThere = (head: Head): boolean => !head.gone;

/**
 * What a channel's digest counts (CHN1): lots, an auction's own record, and what concerned a person;
 * never tombstones. That of `items:7` counts the entries, which is all that is read for it.
 */
const counts = (head: Head): boolean => isThere(head) && /^(?:lot|auction|me):/.test(head.key);
