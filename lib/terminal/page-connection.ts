import type { PageClaim } from '../sync/catch-up';
import { encodeFrames, type FrameText, recordFrames } from './frame-text';
import type { HeldRecord } from './held-record';
import type { Outlet } from './outlet';
import { OwedVersions } from './owed-versions';
import type { PageNames, WatchedName } from './watch-address';

/** Above this many unsent bytes a page is slow: it keeps keys instead of bytes (PSH3). */
const SLOW_ABOVE_BYTES = 256 * 1024;

/**
 * `awaiting-sync`: has not said what it holds. `loading`: said so; what it watches is not here yet.
 * `live`: caught up; gets every change.
 */
export type PagePhase = 'awaiting-sync' | 'loading' | 'live';

/** One page here: what it watches, how far it is, and what it could not be sent yet. */
export class PageConnection {
  phase: PagePhase = 'awaiting-sync';
  claim: PageClaim | null = null;
  /**
   * When it first said what it holds, monotonic; only comparisons begun after that prove anything to
   * it (ANT2). A page that says it again watches the same names all along, so this stays: else each
   * asking would make void the comparison under way.
   */
  subscribedAtMs: number | null = null;
  /** Whether this page was told, since it subscribed, that it is up to date. */
  isTold = false;
  /** The `order` up to which it was sent everything, as far as that is known. */
  toldUpTo = 0;
  /** It asked to catch up while it was slow; it will when it has read what it was sent. */
  owesCatchUp = false;
  /** The settings changed while it was slow or away; it is told when it can be (ANT3). */
  owesHello = false;
  /** Versions that it was to be sent elsewhere (PSH6). */
  readonly owed = new OwedVersions();
  #unsent: Set<string> | null = null;
  #slowSinceMs: number | null = null;
  #handedBytes = 0;
  #takenBytes = 0;
  #isCutOff = false;
  /** When the network was last seen to have taken something, or everything, monotonic. */
  tookAtMs: number;

  constructor(
    readonly outlet: Outlet,
    /** What it watches. */
    readonly watched: PageNames,
    readonly connectedAtMs: number,
    readonly wrote: (bytes: number, frames: number) => void,
  ) {
    this.tookAtMs = connectedAtMs;
  }

  /** The names that it watches. */
  get names(): readonly WatchedName[] {
    return this.watched.names;
  }

  /** Them, by what has a digest of its own. */
  get parts(): PageNames['parts'] {
    return this.watched.parts;
  }

  /** Whether it reads slower than it is written to, or cannot be written to now. */
  get isSlow(): boolean {
    return !this.outlet.isOpen() || this.isReadingSlowly;
  }

  /** Whether bytes wait that it does not read. */
  get isReadingSlowly(): boolean {
    return this.#unsent !== null || this.outlet.unsentBytes() > SLOW_ABOVE_BYTES;
  }

  /** How long it has been slow, as far as was looked; 0 when it is not. */
  slowForMs(nowMs: number): number {
    if (!this.isSlow) {
      this.#slowSinceMs = null;
      return 0;
    }
    this.#slowSinceMs ??= nowMs;
    return nowMs - this.#slowSinceMs;
  }

  /** Bytes that wait until it reads. */
  get unreadBytes(): number {
    return this.#isCutOff ? 0 : this.outlet.unsentBytes();
  }

  /** How long it has taken nothing of what waits, as far as was looked; 0 where nothing waits. */
  deafForMs(nowMs: number): number {
    const unread = this.unreadBytes;
    const taken = this.#handedBytes - unread;
    if (unread === 0 || taken > this.#takenBytes) this.tookAtMs = nowMs;
    this.#takenBytes = taken;
    return nowMs - this.tookAtMs;
  }

  /** Ends it, with all that waits, because it does not read. */
  cutOff(): void {
    this.#isCutOff = true;
    this.outlet.close('too-slow');
  }

  /** Sends frames for this page alone. */
  send(frames: readonly FrameText[], records: readonly HeldRecord[] = []): void {
    if (frames.length > 0) {
      this.sendBytes(encodeFrames(frames, this.outlet.transport), frames.length, records);
    }
  }

  /** Sends bytes that were encoded once for many pages. */
  sendBytes(bytes: Buffer, frames: number, records: readonly HeldRecord[] = []): void {
    this.outlet.write(bytes, records);
    this.#handedBytes += bytes.length;
    this.wrote(bytes.length, frames);
  }

  /**
   * Sends changed records, encoded once for all pages alike. A slow page only remembers the keys
   * and gets the newest version of each when it has read what it was sent (PSH3); one that polls is
   * asked what it holds when it comes back. @returns false where it had been sent all of it.
   */
  push(records: readonly HeldRecord[], encoded: { bytes: Buffer; frames: number }): boolean {
    const last = Math.max(...records.map((record) => record.order));
    if (last <= this.toldUpTo) return false;
    if (!this.isSlow) {
      this.toldUpTo = last;
      for (const record of records) this.owed.meet(record);
      const current = records.filter((record) => !this.owed.isNewerThan(record));
      if (current.length < records.length) this.send(recordFrames(current), current);
      else this.sendBytes(encoded.bytes, encoded.frames, records);
    } else if (this.outlet.isOpen()) {
      this.#unsent ??= new Set();
      for (const { key } of records) this.#unsent.add(key);
    }
    return true;
  }

  /** The network took everything: what was held back goes out, newest versions only. */
  drained(get: (key: string) => HeldRecord | undefined): void {
    if (!this.#unsent) return;
    const keys = this.#unsent;
    this.#unsent = null;
    const records = [...keys].map(get).filter((record) => record !== undefined);
    this.send(recordFrames(records));
  }

  /** A new catch-up says everything that was held back. */
  forgetUnsent(): void {
    this.#unsent = null;
  }

  /** It polls and has asked again: it was away, not slow. */
  cameBack(): void {
    this.#unsent = null;
    this.#slowSinceMs = null;
  }
}
