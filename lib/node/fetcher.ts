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

/** Requests to masters under way at once; what is demanded meanwhile gathers for the next. */
const REQUESTS_MAX = 4;

/** Everything a fetcher needs; `cache` is null where there is no Memcached. */
export interface FetcherOptions {
  cache: RecordCache | null;
  masters: Masters;
  appetite: Appetite;
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
export function createFetcher(options: FetcherOptions): Fetcher {
  const { cache, masters, appetite, clock, counters } = options;
  let flights = new Map<string, Flight>();
  let due = new Map<string, number>();
  let isFlushQueued = false;
  let requests = 0;

  function step(key: string, flight: Flight, next: FetchStep): void {
    flight.demand = next.demand;
    if (next.fetchMinVersion !== null) enqueue(key, next.fetchMinVersion);
    if (next.demand.state === 'idle') {
      flights.delete(key);
      for (const each of flight.waiting) each.settle();
    }
  }

  function enqueue(key: string, minVersion: number): void {
    due.set(key, minVersion);
    if (isFlushQueued) return;
    isFlushQueued = true;
    queueMicrotask(flush);
  }

  function flush(): void {
    isFlushQueued = false;
    while (due.size > 0 && requests < REQUESTS_MAX) {
      const batch = [...due].slice(0, FETCH_MAX_KEYS);
      for (const [key] of batch) due.delete(key);
      requests += 1;
      void fetchBatch(batch, flights).finally(() => {
        requests -= 1;
        flush();
      });
    }
  }

  /** `life` is the map of flights at the start: after a reset, answers belong to nobody. */
  async function fetchBatch(batch: [string, number][], life: typeof flights): Promise<void> {
    const epoch = options.epoch();
    if (epoch === null) {
      for (const [key] of batch) failed(key, life);
      return;
    }
    const missing = await readCache(batch, epoch, life);
    if (missing.length === 0) return;
    const wants = missing.map(([key, minVersion]) => ({ key, minVersion }));
    const answer = await masters.ask('/internal/fetch', { epoch, wants }, fetchAnswer);
    if (!answer.ok) {
      for (const [key] of missing) failed(key, life);
      return;
    }
    counters.fetchedReplica += answer.value.source.replica;
    counters.fetchedPrimary += answer.value.source.primary;
    const records = new Map(answer.value.records.map((record) => [record.key, record]));
    for (const [key, minVersion] of missing) {
      const record = records.get(key);
      if (record && record.version >= minVersion) arrived(record, epoch, life);
      else if (answer.value.unknown.includes(key)) unknown(key, life);
      else failed(key, life);
    }
  }

  async function readCache(
    batch: [string, number][],
    epoch: number,
    life: typeof flights,
  ): Promise<[string, number][]> {
    if (!cache) return batch;
    const found = await Promise.all(
      batch.map(([key, minVersion]) => cache.readDemanded(key, { epoch, minVersion })),
    );
    return batch.filter((_want, index) => {
      const record = found[index];
      if (!record) return true;
      counters.fetchedMemcached += 1;
      arrived(record, epoch, life);
      return false;
    });
  }

  function arrived(record: SyncRecord, epoch: number, life: typeof flights): void {
    if (life !== flights) return;
    const flight = flights.get(record.key);
    invariant(flight, 'a record arrived that nobody fetched', { key: record.key });
    const isNewer = record.version > appetite.heldVersion(record.key);
    const from = { epoch, noticedAtMs: flight.noticedAtMs };
    if (isNewer && !appetite.take(record, from)) {
      counters.refusedRecords += 1;
      failed(record.key, life);
      return;
    }
    flight.failures = 0;
    flight.behindSinceMs = clock.monotonicMs();
    flight.noticedAtMs = null;
    flight.waiting = flight.waiting.filter((each) => {
      if (each.minVersion <= record.version) each.settle();
      return each.minVersion > record.version;
    });
    step(record.key, flight, fetched(flight.demand, record.version));
  }

  /** The primary never had it (FET5): nothing to wait for, unless a newer demand says otherwise. */
  function unknown(key: string, life: typeof flights): void {
    const flight = life === flights ? flights.get(key) : undefined;
    if (flight) step(key, flight, fetched(flight.demand, 0));
  }

  function failed(key: string, life: typeof flights): void {
    const flight = life === flights ? flights.get(key) : undefined;
    if (!flight) return;
    counters.fetchFailures += 1;
    flight.failures += 1;
    const limits = { minMs: 50, maxMs: 2_000 };
    options.timers.after(reconnectDelayMs(flight.failures, limits, options.chance), () => {
      if (flights.get(key) !== flight) return;
      if (appetite.wants(key, flight.channel)) step(key, flight, fetchFailed(flight.demand));
      else step(key, flight, { demand: NO_DEMAND, fetchMinVersion: null });
    });
  }

  return {
    demand({ key, channel, minVersion, noticedAtMs }) {
      if (appetite.heldVersion(key) >= minVersion) return;
      let flight = flights.get(key);
      if (!flight) {
        const behindSinceMs = clock.monotonicMs();
        flight = {
          channel,
          demand: NO_DEMAND,
          behindSinceMs,
          noticedAtMs: null,
          failures: 0,
          waiting: [],
        };
        flights.set(key, flight);
      }
      flight.noticedAtMs ??= noticedAtMs;
      step(key, flight, demanded(flight.demand, minVersion));
    },
    arrival(key, minVersion) {
      const flight = flights.get(key);
      if (!flight || appetite.heldVersion(key) >= minVersion) return Promise.resolve();
      return new Promise((settle) => flight.waiting.push({ minVersion, settle }));
    },
    behindSinceMs(concerns) {
      let oldestMs: number | null = null;
      for (const [key, flight] of flights) {
        if (!concerns(key, flight.channel)) continue;
        oldestMs = Math.min(oldestMs ?? flight.behindSinceMs, flight.behindSinceMs);
      }
      return oldestMs;
    },
    reset() {
      const old = flights;
      flights = new Map();
      due = new Map();
      for (const flight of old.values()) for (const each of flight.waiting) each.settle();
    },
    size: () => flights.size,
  };
}
