import { FETCH_MAX_KEYS, fetchAnswer } from '../api/node-wire';
import type { SyncRecord } from '../api/public-lot';
import type { RecordCache } from '../cache/record-cache';
import { invariant } from '../shared/assert';
import type { Chance, Clock, Timers } from '../shared/ports';
import { reconnectDelayMs } from '../sync/backoff';
import {
  demanded,
  type FetchDemand,
  type FetchStep,
  fetched,
  fetchFailed,
  NO_DEMAND,
} from '../sync/fetch-demand';
import type { Appetite } from './appetite';
import type { NodeCounters } from './counters';
import type { Masters } from './masters';

/** Gets records by key and least version (FET1–3, FET5). */
export interface Fetcher {
  /** Somebody needs `key` at `minVersion` or newer. `noticedAtMs` when a notice said so. */
  demand(want: Want): void;
  /** Settles when the key is held at that version, is unknown to the primary, or is given up. */
  arrival(key: string, minVersion: number): Promise<void>;
  /** Monotonic time since which the oldest unmet demand among these waits, or null. */
  behindSinceMs(concerns: (key: string, channel: string) => boolean): number | null;
  /** A higher epoch (EPO2): answers on their way are void, nothing is demanded any more. */
  reset(): void;
  /** Keys under way. */
  size(): number;
}

/** One demand. */
export interface Want {
  key: string;
  channel: string;
  minVersion: number;
  noticedAtMs: number | null;
}

interface Flight {
  channel: string;
  demand: FetchDemand;
  /** Since when what is held is known to be too old. */
  behindSinceMs: number;
  noticedAtMs: number | null;
  failures: number;
  waiting: { minVersion: number; settle: () => void }[];
}

type Flights = Map<string, Flight>;

/** A record demanded and not held for so long makes its channel unproven (PSH7). */
export const BEHIND_MAX_MS = 1_000;

/** Requests to masters under way at once; what is demanded meanwhile gathers for the next. */
const REQUESTS_MAX = 4;

/** Everything a fetcher needs; `cache` is null where there is no Memcached. */
export interface FetcherOptions {
  cache: RecordCache | null;
  masters: Masters;
  appetite: Appetite;
  /** Which database the masters are of; null before any told, and then Memcached is not asked. */
  installation: () => string | null;
  epoch: () => number | null;
  clock: Clock;
  timers: Timers;
  chance: Chance;
  counters: NodeCounters;
}

/**
 * One flight a key, with exactly one more when a higher demand arrived meanwhile (FET3). Keys
 * demanded together travel together, 64 a request; Memcached is asked first, then a master.
 */
class RecordFetcher implements Fetcher {
  readonly #options: FetcherOptions;
  #flights: Flights = new Map();
  #due = new Map<string, number>();
  #isFlushQueued = false;
  #requests = 0;

  constructor(options: FetcherOptions) {
    this.#options = options;
  }

  demand({ key, channel, minVersion, noticedAtMs }: Want): void {
    if (this.#options.appetite.heldVersion(key) >= minVersion) return;
    let flight = this.#flights.get(key);
    if (!flight) {
      const behindSinceMs = this.#options.clock.monotonicMs();
      flight = {
        channel,
        demand: NO_DEMAND,
        behindSinceMs,
        noticedAtMs: null,
        failures: 0,
        waiting: [],
      };
      this.#flights.set(key, flight);
    }
    // A comparison of one lot does not say where it belongs; whoever knows does.
    if (!channel.startsWith('lot:')) flight.channel = channel;
    flight.noticedAtMs ??= noticedAtMs;
    this.#step(key, flight, demanded(flight.demand, minVersion));
  }

  arrival(key: string, minVersion: number): Promise<void> {
    const flight = this.#flights.get(key);
    if (!flight || this.#options.appetite.heldVersion(key) >= minVersion) return Promise.resolve();
    return new Promise((settle) => flight.waiting.push({ minVersion, settle }));
  }

  behindSinceMs(concerns: (key: string, channel: string) => boolean): number | null {
    let oldestMs: number | null = null;
    for (const [key, flight] of this.#flights) {
      if (!concerns(key, flight.channel)) continue;
      oldestMs = Math.min(oldestMs ?? flight.behindSinceMs, flight.behindSinceMs);
    }
    return oldestMs;
  }

  reset(): void {
    const old = this.#flights;
    this.#flights = new Map();
    this.#due = new Map();
    for (const flight of old.values()) for (const each of flight.waiting) each.settle();
  }

  size(): number {
    return this.#flights.size;
  }

  #step(key: string, flight: Flight, next: FetchStep): void {
    flight.demand = next.demand;
    if (next.fetchMinVersion !== null) this.#enqueue(key, next.fetchMinVersion);
    if (next.demand.state === 'idle') {
      this.#flights.delete(key);
      for (const each of flight.waiting) each.settle();
    }
  }

  #enqueue(key: string, minVersion: number): void {
    this.#due.set(key, minVersion);
    if (this.#isFlushQueued) return;
    this.#isFlushQueued = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushQueued = false;
    while (this.#due.size > 0 && this.#requests < REQUESTS_MAX) {
      const batch = [...this.#due].slice(0, FETCH_MAX_KEYS);
      for (const [key] of batch) this.#due.delete(key);
      this.#requests += 1;
      void this.#fetchBatch(batch, this.#flights).finally(() => {
        this.#requests -= 1;
        this.#flush();
      });
    }
  }

  /** `life` is the map of flights at the start: after a reset, answers belong to nobody. */
  async #fetchBatch(batch: [string, number][], life: Flights): Promise<void> {
    const epoch = this.#options.epoch();
    if (epoch === null) {
      for (const [key] of batch) this.#failed(key, life);
      return;
    }
    const missing = await this.#readCache(batch, epoch, life);
    if (missing.length === 0) return;
    const wants = missing.map(([key, minVersion]) => ({ key, minVersion }));
    const answer = await this.#options.masters.ask(
      '/internal/fetch',
      { epoch, wants },
      fetchAnswer,
    );
    if (!answer.ok) {
      for (const [key] of missing) this.#failed(key, life);
      return;
    }
    this.#options.counters.fetchedReplica += answer.value.source.replica;
    this.#options.counters.fetchedPrimary += answer.value.source.primary;
    const records = new Map(answer.value.records.map((record) => [record.key, record]));
    for (const [key, minVersion] of missing) {
      const record = records.get(key);
      if (record && record.version >= minVersion) this.#arrived(record, epoch, life);
      else if (answer.value.unknown.includes(key)) this.#unknown(key, life);
      else this.#failed(key, life);
    }
  }

  async #readCache(
    batch: [string, number][],
    epoch: number,
    life: Flights,
  ): Promise<[string, number][]> {
    const { cache } = this.#options;
    const installation = this.#options.installation();
    if (!cache || installation === null) return batch;
    const found = await Promise.all(
      batch.map(([key, minVersion]) =>
        cache.readDemanded(key, { installation, epoch, minVersion }),
      ),
    );
    return batch.filter((_want, index) => {
      const record = found[index];
      if (!record) return true;
      this.#options.counters.fetchedMemcached += 1;
      this.#arrived(record, epoch, life);
      return false;
    });
  }

  #arrived(record: SyncRecord, epoch: number, life: Flights): void {
    if (life !== this.#flights) return;
    const flight = this.#flights.get(record.key);
    invariant(flight, 'a record arrived that nobody fetched', { key: record.key });
    const isNewer = record.version > this.#options.appetite.heldVersion(record.key);
    const from = { epoch, noticedAtMs: flight.noticedAtMs };
    if (isNewer && !this.#options.appetite.take(record, from)) {
      this.#options.counters.refusedRecords += 1;
      this.#failed(record.key, life);
      return;
    }
    flight.failures = 0;
    flight.behindSinceMs = this.#options.clock.monotonicMs();
    flight.noticedAtMs = null;
    flight.waiting = flight.waiting.filter((each) => {
      if (each.minVersion <= record.version) each.settle();
      return each.minVersion > record.version;
    });
    this.#step(record.key, flight, fetched(flight.demand, record.version));
  }

  /** The primary never had it (FET5): nothing to wait for, unless a newer demand says otherwise. */
  #unknown(key: string, life: Flights): void {
    const flight = life === this.#flights ? this.#flights.get(key) : undefined;
    if (flight) this.#step(key, flight, fetched(flight.demand, 0));
  }

  #failed(key: string, life: Flights): void {
    const flight = life === this.#flights ? this.#flights.get(key) : undefined;
    if (!flight) return;
    this.#options.counters.fetchFailures += 1;
    flight.failures += 1;
    const limits = { minMs: 50, maxMs: 2_000 };
    this.#options.timers.after(
      reconnectDelayMs(flight.failures, limits, this.#options.chance),
      () => {
        if (this.#flights.get(key) !== flight) return;
        if (this.#options.appetite.wants(key, flight.channel))
          this.#step(key, flight, fetchFailed(flight.demand));
        else this.#step(key, flight, { demand: NO_DEMAND, fetchMinVersion: null });
      },
    );
  }
}

/** A fetcher with nothing under way. */
export const createFetcher = (options: FetcherOptions): Fetcher => new RecordFetcher(options);
