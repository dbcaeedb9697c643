import type { z } from 'zod';
import type { HeadsAnswer, headsRequest } from '../../api/node-wire';
import { homeOf, saleAlone, splitKey } from '../../api/record-key';
import type { ChangeRow } from '../../db/change-upsert';
import type { HeadsRead } from '../../db/sync-heads-read';
import { digestOf } from '../../sync/digest';

/** See `headsRequest`. */
export type HeadsRequest = z.infer<typeof headsRequest>;

/** What to read for a request: exact channels, whole auctions, records by key. */
export function headsWanted(request: HeadsRequest): {
  channels: string[];
  auctions: number[];
  keys: string[];
} {
  const channels: string[] = [];
  const auctions: number[] = [];
  const keys: string[] = [];
  for (const { name } of request.channels) {
    if (name.startsWith('lot:')) keys.push(name, name.replace('lot:', 'item:'));
    else if (name.startsWith('sale:')) keys.push(homeOf(name));
    else channels.push(name);
    if (/^auction:\d+$/.test(name)) auctions.push(splitKey(name).id);
  }
  return { channels, auctions, keys };
}

/**
 * Compares the digests a node sent with those of the heads read (ANT2, CHN1). Every channel asked
 * for is answered, an empty one too, and every channel of an auction asked for as a whole; heads
 * come along only where the digests differ or none was sent.
 */
export function compareHeads(request: HeadsRequest, read: HeadsRead): HeadsAnswer {
  const sent = new Map(request.channels.map(({ name, digest }) => [name, digest]));
  const byChannel = new Map<string, ChangeRow[]>([...sent.keys()].map((name) => [name, []]));
  const wholeAuctions = new Set(headsWanted(request).auctions.map((id) => `auction:${id}`));
  for (const head of read.heads) {
    const auction = head.channel.split('/')[0] ?? '';
    if (sent.has(head.channel) || wholeAuctions.has(auction)) file(byChannel, head.channel, head);
    const alone = aloneName(head.key);
    if (alone !== null && sent.has(alone)) file(byChannel, alone, head);
  }
  return {
    epoch: read.epoch,
    channels: [...byChannel].map(([name, heads]) => {
      const digest = digestOf(read.epoch, heads.filter(counts));
      if (sent.get(name) === digest) return { name, digest };
      return {
        name,
        digest,
        heads: heads.map(({ key, version, gone }) => ({ key, version, gone })),
      };
    }),
  };
}

/**
 * The name under which a record is asked for alone: `lot:42` is that lot and its catalogue entry,
 * `sale:7` a sale's own record.
 */
function aloneName(key: string): string | null {
  if (key.startsWith('auction:')) return saleAlone(key);
  return /^(?:lot|item):/.test(key) ? key.replace(/^item:/, 'lot:') : null;
}

/**
 * What a channel's digest counts (CHN1): lots, an auction's own record, and what concerned a person;
 * never tombstones.
 */
const counts = (head: ChangeRow): boolean => !head.gone && /^(?:lot|auction|me):/.test(head.key);

function file(byChannel: Map<string, ChangeRow[]>, name: string, head: ChangeRow): void {
  const heads = byChannel.get(name);
  if (heads) heads.push(head);
  else byChannel.set(name, [head]);
}
