import type { Appetite } from '../node/appetite';
import type { Log } from '../node/log';
import type { Clock, TimerHandle, Timers } from '../shared/ports';
import { HeldChannels, type HeldChannelView } from './held-channels';
import { type HeldRecord, heldRecord } from './held-record';
import { covers, isSingle, lotIdText, type WatchedName, watchNames } from './watch-address';

/** Whom the terminal's pushing side listens to. */
export interface RecordsListener {
  /** A newer record is held. `noticedAtMs`: when a notice told of it, monotonic. */
  changed(record: HeldRecord, noticedAtMs: number | null): void;
  /** All under a watched name was proven to be held, by a comparison begun then (ANT2). */
  proven(watched: WatchedName): void;
  /** A higher epoch: everything was dropped. */
  dropped(epoch: number): void;
}

interface Watch {
  pages: number;
  /** Start of the last comparison that ended with everything held, or null: not loaded yet. */
  provenAtMs: number | null;
  lingering: TimerHandle | null;
}

/** Pages that reload or move come back to something still held. */
const LINGER_MS = 30_000;

/** The terminal's appetite: what its pages watch, and for a while what they watched. */
export interface WatchedRecords extends Appetite {
  watch(name: WatchedName): void;
  unwatch(name: WatchedName): void;
  /** Monotonic start of the last comparison that proved this name, or null. */
  provenAtMs(name: WatchedName): number | null;
  /** The channels under the names of a page, its single lots as one (CHN1). */
  channels(names: readonly WatchedName[]): HeldChannelView[];
  /** The digest of each of them. */
  digests(names: readonly WatchedName[]): { name: string; digest: string }[];
  get(key: string): HeldRecord | undefined;
  /** The highest `order` of all that was ever held. */
  lastOrder(): number;
  listen(listener: RecordsListener): void;
  sizes(): { watched: number; lots: number };
}

/** Keeps the newest version of every record that a page here watches. */
export function createWatchedRecords(options: {
  clock: Clock;
  timers: Timers;
  log: Log;
}): WatchedRecords {
  const { log, timers } = options;
  const watches = new Map<WatchedName, Watch>();
  const held = new HeldChannels();
  let epoch = 0;
  let listener: RecordsListener | null = null;

  function wants(key: string, channel: string): boolean {
    if (key.startsWith('sale:') || key === 'config') return false;
    return watchNames(key, channel).some((name) => watches.has(name));
  }

  function drop(name: WatchedName): void {
    watches.delete(name);
    held.prune(name, (record) => wants(record.key, record.channel));
  }

  return {
    wants,
    heldVersion: (key) => held.version(key),
    take(record, from) {
      if (from.epoch !== epoch) return true;
      if (!wants(record.key, record.channel) || record.version <= held.version(record.key)) {
        return true;
      }
      const checked = heldRecord(record);
      if (!checked) {
        const { key, version, channel } = record;
        log.error({ key, version, channel }, 'a record is not of the public shape; not pushed');
        return false;
      }
      listener?.changed(held.put(checked), from.noticedAtMs);
      return true;
    },
    compared(watched) {
      const isLoaded = watches.get(watched)?.provenAtMs != null;
      if (!isLoaded) return [{ name: watched, digest: null }];
      return held.digests([watched], epoch);
    },
    watched: () => [...watches.keys()],
    proven(watched, startedAtMs) {
      const watch = watches.get(watched);
      if (!watch) return;
      watch.provenAtMs = Math.max(watch.provenAtMs ?? startedAtMs, startedAtMs);
      listener?.proven(watched);
    },
    dropAll(higher) {
      epoch = higher;
      held.clear();
      for (const watch of watches.values()) watch.provenAtMs = null;
      listener?.dropped(higher);
    },
    watch(name) {
      const watch = watches.get(name) ?? { pages: 0, provenAtMs: null, lingering: null };
      if (watch.lingering) timers.cancel(watch.lingering);
      watch.lingering = null;
      watch.pages += 1;
      watches.set(name, watch);
    },
    unwatch(name) {
      const watch = watches.get(name);
      if (!watch) return;
      watch.pages -= 1;
      if (watch.pages === 0) watch.lingering = timers.after(LINGER_MS, () => drop(name));
    },
    provenAtMs: (name) => watches.get(name)?.provenAtMs ?? null,
    channels: (names) => held.under(names, epoch),
    digests: (names) => held.digests(names, epoch),
    get: (key) => held.get(key),
    lastOrder: () => held.lastOrder(),
    listen(to) {
      listener = to;
    },
    sizes: () => ({ watched: watches.size, lots: held.size() }),
  };
}

/** The concern of a part of a page (`partsOf`), for `SyncNode.mayClaim`. */
export function concernOf(part: readonly WatchedName[]): (key: string, channel: string) => boolean {
  const [first = ''] = part;
  if (!isSingle(first)) return (key, channel) => covers(first, key, channel);
  const ids = new Set(part.map((name) => name.slice(4)));
  return (key) => ids.has(lotIdText(key) ?? '');
}
