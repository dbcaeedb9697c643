import { nextSeq, SEQ_COUNT } from './seq';

/**
 * What one destination still has to be told (NTF1–6).
 *
 * - **put**: a change to a key that waits already replaces that entry, with a new seq (NTF2), so the
 *   buffer is never longer than the distinct changed keys.
 * - **take**: at most `batchMax` entries go out as one message, oldest first; while it is in flight
 *   new entries gather for the next (NTF6). Entries stay until acknowledged.
 * - **acknowledge**: deletes an entry only if it still has the seq that was sent (NTF3).
 * - **fail**: the message counts as lost; its entries go out again with the next `take` (NTF4). When
 *   that is, the caller decides (see backoff.ts).
 * - **overflow**: past `bufferMax` keys, or by `resync`, all entries become one *resync* entry: the
 *   destination compares instead (NTF5).
 */
export interface SyncBuffer<T extends Versioned> {
  put(change: T, nowMs: number): void;
  /** The next message's entries, now in flight; null while one is, or when nothing waits. */
  take(): BufferEntry<T>[] | null;
  /** Ends the flight with the seqs the destination named; others stay and are sent again. */
  acknowledge(seqs: Iterable<number>): void;
  /** Ends the flight without an answer. */
  fail(): void;
  /** Replaces everything by one resync entry. */
  resync(nowMs: number): void;
  readonly inFlight: boolean;
  /** Entries not acknowledged yet. */
  readonly size: number;
  /** When the oldest news that waits was put; null when nothing waits. */
  oldestAtMs(): number | null;
}

/** What the buffer must know of a change. */
export interface Versioned {
  key: string;
  version: number;
}

/** One entry of a message: the change, or null for *resync*. */
export interface BufferEntry<T> {
  seq: number;
  change: T | null;
}

interface Waiting<T> extends BufferEntry<T> {
  sinceMs: number;
  /** When this news replaced one that had been sent; null while the first is unsent. */
  replacedSentAtMs: number | null;
  sent: boolean;
}

/** The resync entry's place among the keys; no record key is empty. */
const RESYNC = '';

/**
 * An empty buffer.
 * @param limits `firstSeq`: any unsigned 32-bit number, drawn by the caller. `batchMax`, `bufferMax`:
 * read at each use, so that new settings apply at once.
 */
export function createSyncBuffer<T extends Versioned>(limits: {
  firstSeq: number;
  batchMax(): number;
  bufferMax(): number;
}): SyncBuffer<T> {
  // Insertion order is the order of seqs: a replaced entry moves to the end.
  const waiting = new Map<string, Waiting<T>>();
  /** The message in flight: seq → key. */
  let flight: Map<number, string> | null = null;
  /** Seqs that wait or fly. */
  const inUse = new Set<number>();
  let seq = limits.firstSeq % SEQ_COUNT;

  /** Skips a seq that still waits from 2³² changes ago: equality must stay unambiguous. */
  function drawSeq(): number {
    while (inUse.has(seq)) seq = nextSeq(seq);
    const drawn = seq;
    inUse.add(drawn);
    seq = nextSeq(seq);
    return drawn;
  }

  function remove(key: string, entry: Waiting<T>): void {
    waiting.delete(key);
    if (!flight?.has(entry.seq)) inUse.delete(entry.seq);
  }

  function resync(nowMs: number): void {
    const sinceMs = oldestAtMs() ?? nowMs;
    for (const [key, entry] of waiting) remove(key, entry);
    const entry = { seq: drawSeq(), change: null, sinceMs, replacedSentAtMs: null, sent: false };
    waiting.set(RESYNC, entry);
  }

  function put(change: T, nowMs: number): void {
    const before = waiting.get(change.key);
    if (before?.change && before.change.version >= change.version) return;
    // A resync that is not sent yet covers whatever changes before it is answered.
    if (waiting.get(RESYNC)?.sent === false) return;
    if (!before && waiting.size >= limits.bufferMax()) return resync(nowMs);
    if (before) remove(change.key, before);
    waiting.set(change.key, {
      seq: drawSeq(),
      change,
      sinceMs: before?.sinceMs ?? nowMs,
      replacedSentAtMs: before?.replacedSentAtMs ?? (before?.sent ? nowMs : null),
      sent: false,
    });
  }

  function take(): BufferEntry<T>[] | null {
    if (flight !== null || waiting.size === 0) return null;
    const entries: BufferEntry<T>[] = [];
    flight = new Map();
    for (const [key, entry] of waiting) {
      if (entries.length >= limits.batchMax()) break;
      entry.sent = true;
      entries.push({ seq: entry.seq, change: entry.change });
      flight.set(entry.seq, key);
    }
    return entries;
  }

  function acknowledge(seqs: Iterable<number>): void {
    for (const sentSeq of seqs) {
      const key = flight?.get(sentSeq);
      const entry = key === undefined ? undefined : waiting.get(key);
      if (key === undefined || !entry) continue;
      if (entry.seq === sentSeq) waiting.delete(key);
      else {
        entry.sinceMs = entry.replacedSentAtMs ?? entry.sinceMs;
        entry.replacedSentAtMs = null;
      }
    }
    land();
  }

  function land(): void {
    const landed = flight ?? new Map<number, string>();
    flight = null;
    for (const [sentSeq, key] of landed) {
      if (waiting.get(key)?.seq !== sentSeq) inUse.delete(sentSeq);
    }
  }

  function oldestAtMs(): number | null {
    let oldest: number | null = null;
    for (const { sinceMs } of waiting.values()) {
      if (oldest === null || sinceMs < oldest) oldest = sinceMs;
    }
    return oldest;
  }

  return {
    put,
    take,
    acknowledge,
    fail: land,
    resync,
    oldestAtMs,
    get inFlight() {
      return flight !== null;
    },
    get size() {
      return waiting.size;
    },
  };
}
