import { homeOf } from '../api/record-key';
import { type ChannelDigest, createChannelDigest, digestOf } from '../sync/digest';
import type { HeldRecord } from './held-record';
import { isSingle, partsOf, saleOf, singlesName, type WatchedName } from './watch-address';

/** One channel as it is held: its digest and the records in it. */
export interface HeldChannelView {
  name: string;
  digest: string;
  records: readonly HeldRecord[];
}

interface Channel {
  keys: Set<string>;
  digest: ChannelDigest;
}

/** The newest records of the watched channels, with each channel's digest kept up to date (CHN1). */
export class HeldChannels {
  readonly #records = new Map<string, HeldRecord>();
  readonly #channels = new Map<string, Channel>();
  /** Channels of lots by sale: `auction:7` → `auction:7/0`, `auction:7/1`. */
  readonly #bySale = new Map<string, Set<string>>();
  #order = 0;

  /** The record held under a key. */
  get(key: string): HeldRecord | undefined {
    return this.#records.get(key);
  }

  /** The version held, 0 for none. */
  version(key: string): number {
    return this.#records.get(key)?.version ?? 0;
  }

  /** How many records are held. */
  size(): number {
    return this.#records.size;
  }

  /** The highest `order` of all that was ever held. */
  lastOrder(): number {
    return this.#order;
  }

  /** Holds a record in place of its older version. */
  put(record: Omit<HeldRecord, 'order'>): HeldRecord {
    const old = this.#records.get(record.key);
    // A comparison of one lot does not say where it belongs; its last version did.
    const home = isSingle(record.channel) && old ? old.channel : homeOf(record.channel);
    if (old) this.remove(old.key);
    this.#order += 1;
    const held = { ...record, channel: home, order: this.#order };
    this.#records.set(held.key, held);
    const channel = this.#channel(home);
    channel.keys.add(held.key);
    if (counts(held)) channel.digest.add(held.key, held.version);
    return held;
  }

  /** Forgets a record. */
  remove(key: string): void {
    const held = this.#records.get(key);
    if (!held) return;
    this.#records.delete(key);
    const channel = this.#channel(held.channel);
    channel.keys.delete(key);
    if (counts(held)) channel.digest.remove(key, held.version);
    if (channel.keys.size > 0) return;
    this.#channels.delete(held.channel);
    this.#bySale.get(saleOf(held.channel))?.delete(held.channel);
  }

  /** Forgets what a name covered that is watched no more, and `isWanted` does not want either. */
  prune(watched: WatchedName, isWanted: (record: HeldRecord) => boolean): void {
    const covered = isSingle(watched) ? this.#singles([watched]) : [...this.#records.values()];
    for (const record of covered) if (!isWanted(record)) this.remove(record.key);
  }

  /** Forgets everything. */
  clear(): void {
    this.#records.clear();
    this.#channels.clear();
    this.#bySale.clear();
  }

  /**
   * The channels under watched names, single lots as one (CHN1); a sale's own record's channel is
   * always among a sale's.
   */
  under(watched: readonly WatchedName[], epoch: number): HeldChannelView[] {
    return partsOf(watched).flatMap((part) => {
      const [first = ''] = part;
      if (isSingle(first)) return [listed(singlesName(part), epoch, this.#singles(part))];
      if (first.startsWith('sale:')) return [listed(first, epoch, this.#own(first))];
      return this.#names(first).map((name) => this.#view(name, epoch));
    });
  }

  /** The digest of each channel under watched names, single lots as one (CHN1). */
  digests(watched: readonly WatchedName[], epoch: number): { name: string; digest: string }[] {
    return partsOf(watched).flatMap((part) => {
      const [first = ''] = part;
      if (isSingle(first) || first.startsWith('sale:')) {
        return this.under(part, epoch).map(({ name, digest }) => ({ name, digest }));
      }
      return this.#names(first).map((name) => {
        const digest = this.#channels.get(name)?.digest.hex(epoch) ?? digestOf(epoch, []);
        return { name, digest };
      });
    });
  }

  #names(watched: WatchedName): string[] {
    return watched.includes('/') ? [watched] : [watched, ...(this.#bySale.get(watched) ?? [])];
  }

  #view(name: string, epoch: number): HeldChannelView {
    const channel = this.#channels.get(name);
    if (!channel) return { name, digest: digestOf(epoch, []), records: [] };
    const records: HeldRecord[] = [];
    for (const key of channel.keys) {
      const record = this.#records.get(key);
      if (record) records.push(record);
    }
    return { name, digest: channel.digest.hex(epoch), records };
  }

  /** Lots, and their catalogue entries. */
  #singles(names: readonly WatchedName[]): HeldRecord[] {
    return names.flatMap((name) => {
      const lot = this.#records.get(name);
      const item = this.#records.get(`item:${name.slice(4)}`);
      return [lot, item].filter((record) => record !== undefined);
    });
  }

  /** A sale's own record. */
  #own(name: WatchedName): HeldRecord[] {
    const own = this.#records.get(homeOf(name));
    return own ? [own] : [];
  }

  #channel(name: string): Channel {
    const held = this.#channels.get(name);
    if (held) return held;
    const channel = { keys: new Set<string>(), digest: createChannelDigest() };
    this.#channels.set(name, channel);
    if (name.includes('/')) {
      const sale = saleOf(name);
      const names = this.#bySale.get(sale) ?? new Set();
      this.#bySale.set(sale, names.add(name));
    }
    return channel;
  }
}

const listed = (name: string, epoch: number, records: HeldRecord[]): HeldChannelView => ({
  name,
  digest: digestOf(epoch, records.filter(counts)),
  records,
});

/** Items, standings and tombstones are not in the digest (lib/sync/digest). */
const counts = (record: HeldRecord): boolean =>
  !record.gone && record.kind !== 'item' && record.kind !== 'reg';
