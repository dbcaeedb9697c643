import { nextSeq, SEQ_COUNT } from './seq';

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

/** `batchMax` and `bufferMax` are read at each use, so that new settings apply at once. */
export interface BufferLimits {
  /** Any unsigned 32-bit number, drawn by the caller. */
  firstSeq: number;
  /** Numbers before the seq wraps; 2³² but where a test wants to see many wraps. */
  seqCount?: number;
  batchMax(): number;
  bufferMax(): number;
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
 * What one destination still has to be told (NTF1–6).
 *
 * - **put**: a change to a key that waits already replaces that entry, with a new seq (NTF2), so the
 *   buffer is never longer than the distinct changed keys.
 * - **take**: at most `batchMax` entries go out as one message, oldest first; while it is in flight
 *   new entries gather for the next (NTF6). Entries stay until acknowledged.
 * - **acknowledge**: deletes an entry only if it still has the seq that was sent (NTF3).
 * - **fail**: the message counts as lost; its entries go out again with the next `take` (NTF4). When
 *   that is, the caller decides (see backoff.ts).
 * - **resync**, by call or past `bufferMax` keys: all entries become one (NTF5).
 *
 * A destination that begins a new life gets a new buffer.
 */
export class SyncBuffer<T extends Versioned> {
  // Insertion order is the order of seqs: a replaced entry moves to the end.
  readonly #waiting = new Map<string, Waiting<T>>();
  /** The message in flight: seq → key. */
  #flight: Map<number, string> | null = null;
  /** Seqs that wait or fly. */
  readonly #inUse = new Set<number>();
  readonly #limits: BufferLimits;
  readonly #seqCount: number;
  #seq: number;

  constructor(limits: BufferLimits) {
    this.#limits = limits;
    this.#seqCount = limits.seqCount ?? SEQ_COUNT;
    this.#seq = limits.firstSeq % this.#seqCount;
  }

  /** Whether a message waits for its answer. */
  get inFlight(): boolean {
    return this.#flight !== null;
  }

  /** Entries not acknowledged yet. */
  get size(): number {
    return this.#waiting.size;
  }

  /** When the oldest news that waits was put; null when nothing waits. */
  oldestAtMs(): number | null {
    let oldest: number | null = null;
    for (const { sinceMs } of this.#waiting.values()) {
      if (oldest === null || sinceMs < oldest) oldest = sinceMs;
    }
    return oldest;
  }

  /** Adds a change, or replaces the one to the same key (NTF2); older versions change nothing. */
  put(change: T, nowMs: number): void {
    const before = this.#waiting.get(change.key);
    if (before?.change && before.change.version >= change.version) return;
    // A resync that is not sent yet covers whatever changes before it is answered.
    if (this.#waiting.get(RESYNC)?.sent === false) return;
    if (!before && this.#waiting.size >= this.#limits.bufferMax()) {
      this.resync(nowMs);
      return;
    }
    if (before) this.#remove(change.key, before);
    this.#waiting.set(change.key, {
      seq: this.#drawSeq(),
      change,
      sinceMs: before?.sinceMs ?? nowMs,
      replacedSentAtMs: before?.replacedSentAtMs ?? (before?.sent ? nowMs : null),
      sent: false,
    });
  }

  /** The next message's entries, now in flight; null while one is, or when nothing waits (NTF6). */
  take(): BufferEntry<T>[] | null {
    if (this.#flight !== null || this.#waiting.size === 0) return null;
    const entries: BufferEntry<T>[] = [];
    const flight = new Map<number, string>();
    for (const [key, entry] of this.#waiting) {
      if (entries.length >= this.#limits.batchMax()) break;
      entry.sent = true;
      entries.push({ seq: entry.seq, change: entry.change });
      flight.set(entry.seq, key);
    }
    this.#flight = flight;
    return entries;
  }

  /** Ends the flight with the seqs the destination named (NTF3); others stay and are sent again. */
  acknowledge(seqs: Iterable<number>): void {
    for (const seq of seqs) {
      const key = this.#flight?.get(seq);
      const entry = key === undefined ? undefined : this.#waiting.get(key);
      if (key === undefined || !entry) continue;
      if (entry.seq === seq) this.#waiting.delete(key);
      else {
        entry.sinceMs = entry.replacedSentAtMs ?? entry.sinceMs;
        entry.replacedSentAtMs = null;
      }
    }
    this.fail();
  }

  /** Ends the flight without an answer: its entries still wait (NTF4). */
  fail(): void {
    const landed = this.#flight ?? new Map<number, string>();
    this.#flight = null;
    for (const [seq, key] of landed) {
      if (this.#waiting.get(key)?.seq !== seq) this.#inUse.delete(seq);
    }
  }

  /** Replaces everything by one resync entry (NTF5). */
  resync(nowMs: number): void {
    const sinceMs = this.oldestAtMs() ?? nowMs;
    for (const [key, entry] of this.#waiting) this.#remove(key, entry);
    this.#waiting.set(RESYNC, {
      seq: this.#drawSeq(),
      change: null,
      sinceMs,
      replacedSentAtMs: null,
      sent: false,
    });
  }

  /** Skips a seq that still waits from 2³² changes ago: equality must stay unambiguous (NTF1). */
  #drawSeq(): number {
    while (this.#inUse.has(this.#seq)) this.#seq = nextSeq(this.#seq, this.#seqCount);
    const drawn = this.#seq;
    this.#inUse.add(drawn);
    this.#seq = nextSeq(drawn, this.#seqCount);
    return drawn;
  }

  #remove(key: string, entry: Waiting<T>): void {
    this.#waiting.delete(key);
    if (!this.#flight?.has(entry.seq)) this.#inUse.delete(entry.seq);
  }
}
