import type { ServerResponse } from 'node:http';
import type { Clock, TimerHandle, Timers } from '../../shared/ports';
import type { PageClaim } from '../../sync/catch-up';
import type { HeldRecord } from '../held-record';
import type { CloseReason, Outlet } from '../outlet';
import type { PageHandle } from '../page-hub';
import type { ParkedPush } from '../parked/parked-push';

/** A question as its address says it (PSH5). */
export interface Question {
  claim: PageClaim;
  tickets: readonly string[];
  /** 1 begins; one more than the last says that its answer arrived. */
  n: number;
  /** Longest it may be held. */
  waitMs: number;
}

/** What a session needs of the terminal it is at. */
export interface PollSessionParts {
  clock: Clock;
  timers: Timers;
  /** Answers to one client are at least so far apart (PSH4). */
  tickMs: () => number;
  /** An answer that has not been followed by a question for so long has failed (PSH6). */
  retryMs: () => number;
  /** Writes what gathered for this tick. */
  flush: () => void;
  /** The epoch of what is written now. */
  epoch: () => number;
  /** What an answer told of was not delivered, or may not have been (PSH6). */
  failed: (pushes: readonly ParkedPush[]) => void;
  /** It has ended: away for too long, refused, or the terminal stops. */
  ended: (reason: CloseReason, kind?: string) => void;
}

/** Ticks shorter than this would let one client ask as fast as it can. */
const SPACING_MIN_MS = 10;

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from(']');

/**
 * One client that polls, from question to question (PSH5). A question is answered when there is
 * something to write, or after `waitMs` with a beat alone; every answer ends with a beat. Between
 * answer and question nothing is kept but that the client is there, and what it was told last, until it
 * asks again: the question says what it holds.
 */
export class PollSession implements Outlet {
  readonly transport = 'poll';
  readonly #parts: PollSessionParts;
  #page: PageHandle | null = null;
  #held: ServerResponse | null = null;
  /** The last answer, while the network takes it. */
  #sending: ServerResponse | null = null;
  #isLost = false;
  #frames: Buffer[] = [];
  /** What the frames to be written tell of, and what those of the last answer told of. */
  #pushes: ParkedPush[] = [];
  #unconfirmed: ParkedPush[] = [];
  #confirmation: TimerHandle | null = null;
  #isGathering = false;
  #timer: TimerHandle | null = null;
  #lastN = 0;
  #answeredAtMs = Number.NEGATIVE_INFINITY;
  #awaySinceMs: number;

  constructor(parts: PollSessionParts) {
    this.#parts = parts;
    this.#awaySinceMs = parts.clock.monotonicMs();
  }

  /** The hub's side of it; before the first question. */
  joined(page: PageHandle): void {
    this.#page = page;
  }

  /** Takes a question; one that is still held is answered with nothing: a newer took its place. */
  ask(response: ServerResponse, { claim, tickets, n, waitMs }: Question): void {
    if (this.#held) {
      this.#isLost = true;
      this.#end(this.#held);
    }
    const isTaken = n === this.#lastN + 1 && !this.#isLost;
    const isFirst = n === 1 || this.#lastN === 0;
    this.#lastN = n;
    this.#isLost = false;
    // Whatever became of the last answer, the client is here and says what it holds.
    this.#confirmed();
    this.#held = response;
    response.once('close', () => this.#left(response));
    this.#gather(() => this.#page?.ask({ claim, tickets, isFirst, isTaken }));
    if (this.#held !== response) return;
    if (this.#frames.length > 0) this.#answerSoon();
    else this.#arm(Math.max(waitMs, this.#soonestMs()), () => this.#expired());
  }

  isOpen(): boolean {
    return this.#held !== null;
  }

  /** How long ago its last question was answered or left; 0 while one is held. */
  awayForMs(): number {
    return this.#held ? 0 : this.#parts.clock.monotonicMs() - this.#awaySinceMs;
  }

  write(bytes: Buffer, records: readonly HeldRecord[]): void {
    if (!this.#held || bytes.length === 0) return;
    this.#frames.push(bytes);
    // Its epoch is that of its writing: a higher one that comes before it failed has other versions.
    const epoch = this.#parts.epoch();
    for (const { key, version, channel } of records) {
      this.#pushes.push({ epoch, key, version, channel });
    }
    if (!this.#isGathering) this.#answerSoon();
  }

  unsentBytes(): number {
    return this.#sending?.writableLength ?? 0;
  }

  close(reason: CloseReason, kind?: string): void {
    const held = this.#held;
    if (reason === 'too-slow') this.#sending?.destroy();
    if (held && reason === 'going-away') held.statusCode = 503;
    if (held) this.#end(held);
    this.#disarm();
    this.#fail();
    this.#page?.closed();
    this.#parts.ended(reason, kind);
  }

  /** Everything that is written meanwhile goes into one answer. */
  #gather(write: () => void): void {
    this.#isGathering = true;
    write();
    this.#isGathering = false;
  }

  #answerSoon(): void {
    const soonestMs = this.#soonestMs();
    if (soonestMs <= 0) this.#answer();
    else this.#arm(soonestMs, () => this.#answer());
  }

  /** How long until the next answer may go. */
  #soonestMs(): number {
    const { clock, tickMs } = this.#parts;
    const spacingMs = Math.max(SPACING_MIN_MS, tickMs());
    return this.#answeredAtMs + spacingMs - clock.monotonicMs();
  }

  #expired(): void {
    this.#parts.flush();
    if (this.#held && this.#frames.length === 0) this.#answer();
  }

  #answer(): void {
    if (!this.#held) return;
    this.#gather(() => this.#page?.beat());
    if (this.#held) this.#end(this.#held);
  }

  #end(response: ServerResponse): void {
    this.#disarm();
    this.#held = null;
    // A client that asks anew and has not read the last answer never will: one waits, not each.
    if (this.#sending && this.#sending.writableLength > 0) this.#sending.destroy();
    this.#sending = response;
    this.#answeredAtMs = this.#parts.clock.monotonicMs();
    this.#awaySinceMs = this.#answeredAtMs;
    const frames = this.#frames.flatMap((bytes, at) => (at === 0 ? [bytes] : [COMMA, bytes]));
    this.#frames = [];
    this.#told();
    response.end(Buffer.concat([OPEN, ...frames, CLOSE]));
  }

  /** A response is over: its client has gone, or has been sent all of it. */
  #left(response: ServerResponse): void {
    if (this.#sending === response) {
      this.#sending = null;
      if (!response.writableFinished) {
        this.#isLost = true;
        this.#fail();
      }
    }
    if (this.#held !== response) return;
    this.#held = null;
    this.#frames = [];
    this.#isLost = true;
    this.#told();
    this.#fail();
    this.#awaySinceMs = this.#parts.clock.monotonicMs();
    this.#disarm();
  }

  /** What was to be written is told; only the next question says that it arrived. */
  #told(): void {
    this.#unconfirmed.push(...this.#pushes);
    this.#pushes = [];
    if (this.#unconfirmed.length === 0 || this.#confirmation) return;
    const { timers, retryMs } = this.#parts;
    this.#confirmation = timers.after(retryMs(), () => this.#fail());
  }

  #confirmed(): void {
    if (this.#confirmation) this.#parts.timers.cancel(this.#confirmation);
    this.#confirmation = null;
    this.#unconfirmed = [];
  }

  #fail(): void {
    const pushes = this.#unconfirmed;
    this.#confirmed();
    if (pushes.length > 0) this.#parts.failed(pushes);
  }

  #arm(delayMs: number, run: () => void): void {
    this.#disarm();
    this.#timer = this.#parts.timers.after(delayMs, run);
  }

  #disarm(): void {
    if (this.#timer) this.#parts.timers.cancel(this.#timer);
    this.#timer = null;
  }
}
