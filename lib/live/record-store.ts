import type { PublicAuction, PublicLot } from '../api/public-lot';
import { homeOf, isItemsName, lotChannel } from '../api/record-key';
import { type ChannelDigest, createChannelDigest, digestOf } from '../sync/digest';
import { accepts } from '../sync/version-gate';
import { createKeyedListeners } from './observable';

/** What the page's server rendered: the same bodies that terminals push. */
export interface Seed {
  epoch: number;
  lots: readonly PublicLot[];
  auctions: readonly PublicAuction[];
}

interface Held<T> {
  epoch: number;
  version: number;
  /** The channel it was counted in. */
  channel: string;
  /** Null: a tombstone (FET5). */
  body: T | null;
  /** From before a reset: shown until something replaces it, but no longer held. */
  left: boolean;
}

/** See `createRecordStore`. */
export interface RecordStore {
  epoch(): number;
  lot(id: number): PublicLot | null;
  auction(id: number): PublicAuction | null;
  /** Version of the catalogue entry last told of; 0 before any. */
  itemVersion(id: number): number;
  /**
   * The digest over the catalogue entries of a sale (`items:7`) that a terminal last told; null before
   * any. Whoever keeps the entries compares: what is told of them alone does not make it up.
   */
  itemsDigest(name: string): string | null;
  /** What a hello or beat says of catalogue entries; its other digests are for `digest` to equal. */
  putItemsDigests(announced: Readonly<Record<string, string>>): void;
  /** Ids of the lots of a sale that are held, in no order. */
  lotsOf(auctionId: number): number[];
  /** `key` such as `lot:42` or `items:7`; `lots` for "some lot became known or went". */
  subscribe(key: string, listener: () => void): () => void;
  seed(seed: Seed): void;
  putLots(lots: readonly PublicLot[], epoch?: number): void;
  putAuction(auction: PublicAuction): void;
  putItems(items: readonly { id: number; version: number }[]): void;
  putGone(gone: readonly { id: number; version: number }[]): void;
  /** The terminal's `reset`: everything is replaced by what follows (PSH2). */
  reset(epoch: number): void;
  /** Once a name is proven, what a reset left behind under it and nothing replaced never existed. */
  dropLeft(names: Iterable<string>): void;
  /** The digest of what is held of a channel (CHN1). */
  digest(channel: string): string;
  /** The digest of what is held of these lots, by id (CHN1). */
  digestOfLots(ids: readonly number[]): string;
  /** Lots held, by id and version, that a watch of `channels` covers (PSH2). */
  held(channels: readonly string[]): [id: number, version: number][];
  /** Names of the lot channels of a sale in which something is held. */
  channelsOf(auctionId: number): string[];
}

/** G4: also after a reset nothing older of the same epoch is ever shown; the same version may return. */
const mayReplace = (held: Held<unknown>, next: Held<unknown>) =>
  accepts(held, next) || (held.left && next.epoch === held.epoch && next.version === held.version);

const auctionOf = (channel: string) => Number(/^auction:(\d+)/.exec(channel)?.[1] ?? 0);

/**
 * Everything live that a page knows, by record. Only newer versions within the epoch get in (G4);
 * listeners of a record are called when that record changed, so that a grid of 256 lots redraws one.
 */
export function createRecordStore(): RecordStore {
  let epoch = 0;
  const lots = new Map<number, Held<PublicLot>>();
  const auctions = new Map<number, Held<PublicAuction>>();
  const items = new Map<number, number>();
  const itemsDigests = new Map<string, string>();
  const digests = new Map<string, ChannelDigest>();
  const listeners = createKeyedListeners();

  const counter = (channel: string) => {
    const digest = digests.get(channel) ?? createChannelDigest();
    digests.set(channel, digest);
    return digest;
  };

  function put<T>(records: Map<number, Held<T>>, kind: string, id: number, next: Held<T>): boolean {
    const held = records.get(id);
    if (held && !mayReplace(held, next)) return false;
    const key = `${kind}:${id}`;
    if (held?.body && !held.left) counter(held.channel).remove(key, held.version);
    if (next.body) counter(next.channel).add(key, next.version);
    records.set(id, next);
    return true;
  }

  function putLots(bodies: readonly PublicLot[], from = epoch) {
    const changed: string[] = [];
    for (const body of bodies) {
      const known = lots.get(body.id)?.body != null;
      const channel = lotChannel(body.auctionId, body.channel);
      const next = { epoch: from, version: body.version, channel, body, left: false };
      if (!put(lots, 'lot', body.id, next)) continue;
      changed.push(`lot:${body.id}`);
      if (!known) changed.push('lots');
    }
    listeners.tell(changed);
  }

  function putAuctionFrom(body: PublicAuction, from: number) {
    const channel = `auction:${body.id}`;
    const next = { epoch: from, version: body.version, channel, body, left: false };
    if (put(auctions, 'auction', body.id, next)) listeners.tell([channel]);
  }

  function leaveAll<T>(records: Map<number, Held<T>>) {
    for (const held of records.values()) held.left = true;
  }

  return {
    epoch: () => epoch,
    lot: (id) => lots.get(id)?.body ?? null,
    auction: (id) => auctions.get(id)?.body ?? null,
    itemVersion: (id) => items.get(id) ?? 0,
    itemsDigest: (name) => itemsDigests.get(name) ?? null,
    putItemsDigests(announced) {
      const told = Object.entries(announced).filter(
        ([name, digest]) => isItemsName(name) && itemsDigests.get(name) !== digest,
      );
      for (const [name, digest] of told) itemsDigests.set(name, digest);
      listeners.tell(told.map(([name]) => name));
    },
    lotsOf: (auctionId) =>
      [...lots].flatMap(([id, held]) => (held.body?.auctionId === auctionId ? [id] : [])),
    subscribe: listeners.subscribe,
    seed(seed) {
      if (seed.epoch < epoch) return;
      if (seed.epoch > epoch) this.reset(seed.epoch);
      putLots(seed.lots, seed.epoch);
      for (const auction of seed.auctions) putAuctionFrom(auction, seed.epoch);
    },
    putLots,
    putAuction: (body) => putAuctionFrom(body, epoch),
    putItems(told) {
      const newer = told.filter(({ id, version }) => version > (items.get(id) ?? 0));
      for (const { id, version } of newer) items.set(id, version);
      listeners.tell(newer.map(({ id }) => `item:${id}`));
    },
    putGone(gone) {
      const changed: string[] = [];
      for (const { id, version } of gone) {
        const channel = lots.get(id)?.channel ?? '';
        const next = { epoch, version, channel, body: null, left: false };
        if (put(lots, 'lot', id, next)) changed.push(`lot:${id}`, 'lots');
      }
      listeners.tell(changed);
    },
    reset(next) {
      epoch = next;
      digests.clear();
      items.clear();
      itemsDigests.clear();
      leaveAll(lots);
      leaveAll(auctions);
    },
    dropLeft(names) {
      const proven = new Set(names);
      const changed: string[] = [];
      for (const [id, held] of lots) {
        if (!held.left || !(proven.has(held.channel) || proven.has(`lot:${id}`))) continue;
        lots.delete(id);
        changed.push(`lot:${id}`, 'lots');
      }
      listeners.tell(changed);
    },
    // A sale's own record alone (`sale:7`) is all that is counted in its own channel.
    digest: (channel) => counter(homeOf(channel)).hex(epoch),
    digestOfLots: (ids) =>
      digestOf(
        epoch,
        ids.flatMap((id) => {
          const held = lots.get(id);
          return held?.body && !held.left ? [{ key: `lot:${id}`, version: held.version }] : [];
        }),
      ),
    held(channels) {
      const watched = new Set(channels);
      const covered = (id: number, channel: string) =>
        watched.has(channel) ||
        watched.has(`auction:${auctionOf(channel)}`) ||
        watched.has(`lot:${id}`);
      return [...lots].flatMap(([id, held]) =>
        !held.left && covered(id, held.channel) ? [[id, held.version] as [number, number]] : [],
      );
    },
    channelsOf: (auctionId) => [
      ...new Set(
        [...lots.values()].flatMap((held) =>
          !held.left && held.body?.auctionId === auctionId ? [held.channel] : [],
        ),
      ),
    ],
  };
}
