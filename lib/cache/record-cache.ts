import type { SyncRecord } from '../api/public-lot';
import type { Memcached } from './memcached';
import {
  decodeStored,
  encodeStored,
  type History,
  type StoredRecord,
  storedKey,
} from './stored-record';

/** What happened since the start, for metrics. */
export interface RecordCacheStats {
  /** Reads that Memcached answered with something usable. */
  hits: number;
  /** Reads it could not answer: nothing there, too old, another epoch's, or no Memcached. */
  misses: number;
  /** Bytes that were another key's or damaged. */
  corrupt: number;
  sets: number;
  failedSets: number;
}

/** Records in Memcached, checked on the way out. Misses are null; nothing rejects. */
export interface RecordCache {
  /** The record at `minVersion` or newer in this history, else null (FET2). */
  readDemanded(key: string, demand: History & { minVersion: number }): Promise<Found>;
  /** The record if it was known current at most `maxAgeMs` before `nowMs`, else null (FET2). */
  readRecent(key: string, demand: History & { maxAgeMs: number; nowMs: number }): Promise<Found>;
  /** Stores a record known to be current at `storedAtMs`. False where Memcached did not take it. */
  write(stored: StoredRecord): Promise<boolean>;
  stats(): RecordCacheStats;
  close(): void;
}

/** What was found, or null. */
export type Found = SyncRecord | null;

/** Long enough for a quiet lot, short enough that a forgotten house leaves nothing for ever. */
const TTL_SECONDS = 6 * 3_600;

/**
 * Reads and writes records in Memcached. Memcached is never trusted: it cannot refuse an older set,
 * so whatever comes back is held against key, database, epoch, version or age, and checksum.
 */
export function createRecordCache(memcached: Memcached): RecordCache {
  const counted: RecordCacheStats = { hits: 0, misses: 0, corrupt: 0, sets: 0, failedSets: 0 };

  async function read(
    key: string,
    { installation, epoch }: History,
    usable: (stored: StoredRecord) => boolean,
  ): Promise<Found> {
    const answer = await memcached.get(storedKey({ installation, epoch }, key));
    const stored = answer.ok && answer.value ? decodeStored(answer.value) : null;
    const foreign =
      stored !== null &&
      (stored.record.key !== key || stored.epoch !== epoch || stored.installation !== installation);
    if (answer.ok && answer.value && (stored === null || foreign)) {
      counted.corrupt += 1;
      memcached.distrust();
    }
    if (stored && !foreign && usable(stored)) {
      counted.hits += 1;
      return stored.record;
    }
    counted.misses += 1;
    return null;
  }

  return {
    readDemanded: (key, demand) =>
      read(key, demand, (stored) => stored.record.version >= demand.minVersion),
    // An entry from the future is no proof of anything: the clocks disagree.
    readRecent: (key, demand) =>
      read(key, demand, (stored) => Math.abs(demand.nowMs - stored.storedAtMs) <= demand.maxAgeMs),
    async write(stored) {
      const key = storedKey(stored, stored.record.key);
      const done = await memcached.set(key, encodeStored(stored), TTL_SECONDS);
      counted[done.ok ? 'sets' : 'failedSets'] += 1;
      return done.ok;
    },
    stats: () => ({ ...counted }),
    close: () => memcached.close(),
  };
}
