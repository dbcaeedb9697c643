import { homeOf, isItemsName, itemsOf } from '../api/record-key';
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
  /** Catalogue entries by sale: `items:7`; of a lot watched alone only once it is known of which. */
  readonly #items = new Map<string, Channel>();
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
    const home = this.#homeOf(record);
    this.remove(record.key);
    this.#order += 1;
    const held = { ...record, channel: home, order: this.#order };
    this.#records.set(held.key, held);
    const channel = this.#channel(home);
    channel.keys.add(held.key);
    if (counts(held)) channel.digest.add(held.key, held.version);
    if (held.kind === 'item') this.#list(held);
    if (held.kind === 'lot') this.#settle(`item:${held.id}`);
    return held;
  }

  /**
   * A comparison of one lot, or of the entries of a sale, does not say in which channel an entry
   * belongs; its last version did, or its lot does.
   */
  #homeOf({ key, kind, id, channel }: Omit<HeldRecord, 'order'>): string {
    if (!isVague(channel)) return homeOf(channel);
    const known = [this.#records.get(key), kind === 'item' && this.#records.get(`lot:${id}`)];
    for (const record of known) if (record && !isVague(record.channel)) return record.channel;
    return channel;
  }

  /** An entry that came before it was known where it belongs. */
  #settle(key: string): void {
    const held = this.#records.get(key);
    if (held && isVague(held.channel) && this.#homeOf(held) !== held.channel) this.put(held);
  }

  #list({ key, channel, version, gone }: HeldRecord): void {
    if (isSingle(channel)) return;
    const name = itemsOf(channel);
    const items = this.#items.get(name) ?? { keys: new Set(), digest: createChannelDigest() };
    this.#items.set(name, items);
    items.keys.add(key);
    if (!gone) items.digest.add(key, version);
  }

  #unlist({ key, channel, version, gone }: HeldRecord): void {
    const name = itemsOf(channel);
    const items = this.#items.get(name);
    if (!items?.keys.delete(key)) return;
    if (!gone) items.digest.remove(key, version);
    if (items.keys.size === 0) this.#items.delete(name);
  }

  /** Forgets a record. */
  remove(key: string): void {
    const held = this.#records.get(key);
    if (!held) return;
    this.#records.delete(key);
    const channel = this.#channel(held.channel);
    channel.keys.delete(key);
    if (counts(held)) channel.digest.remove(key, held.version);
    if (held.kind === 'item') this.#unlist(held);
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
    this.#items.clear();
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
      if (isItemsName(first)) return [this.#view(this.#items.get(first), first, epoch)];
      return this.#names(first).map((name) => this.#view(this.#channels.get(name), name, epoch));
    });
  }

  /** The digest of each channel under watched names, single lots as one (CHN1). */
  digests(watched: readonly WatchedName[], epoch: number): { name: string; digest: string }[] {
    return partsOf(watched).flatMap((part) => {
      const [first = ''] = part;
      if (isSingle(first) || first.startsWith('sale:')) {
        return this.under(part, epoch).map(({ name, digest }) => ({ name, digest }));
      }
      const names = isItemsName(first) ? [first] : this.#names(first);
      return names.map((name) => {
        const held = isItemsName(name) ? this.#items.get(name) : this.#channels.get(name);
        return { name, digest: held?.digest.hex(epoch) ?? digestOf(epoch, []) };
      });
    });
  }

  #names(watched: WatchedName): string[] {
    return watched.includes('/') ? [watched] : [watched, ...(this.#bySale.get(watched) ?? [])];
  }

  #view(channel: Channel | undefined, name: string, epoch: number): HeldChannelView {
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

/** Whether a name does not say in which channel a record belongs. */
const isVague = (name: string): boolean => isSingle(name) || isItemsName(name);

/** Items, standings and tombstones are not in a channel's digest (lib/sync/digest). */
const counts = (record: HeldRecord): boolean =>
  !record.gone && record.kind !== 'item' && record.kind !== 'reg';
