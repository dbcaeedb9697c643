import { never } from '../../shared/assert';
import type { Clock, Timers } from '../../shared/ports';
import { fairBatch } from './fair-batch';
import { type LaneAnswer, type LaneInput, refused } from './lane-input';

/** Most orders in one transaction. */
export const BATCH_MAX = 100;

/** Orders of one person that may wait in a lane; more are `too-many-requests` (LAN3). */
export const WAITING_MAX = 5;

/** How a batch ended; see `runBatch`. */
export type BatchEnd =
  | { readonly kind: 'answered'; readonly answers: readonly LaneAnswer[] }
  /** Nothing was committed and trying again may help. */
  | { readonly kind: 'try-again' }
  /** COMMIT was not answered: it must be read again under the lock (LAN2). */
  | { readonly kind: 'unknown' }
  /** Nothing was committed and never will be: a broken invariant. */
  | { readonly kind: 'failed' };

/** What a lane needs of the world. */
export interface LaneParts {
  readonly run: (
    lotId: number,
    orders: readonly LaneInput[],
    afterUnknown: boolean,
  ) => Promise<BatchEnd>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** From when an order that is not decided is answered `undecided`. */
  readonly patienceMs: number;
  /** Orders that may wait; more are refused as `unavailable`. */
  readonly queueMax: number;
  /** Called when the lane has nothing left to do. */
  readonly idle: () => void;
  readonly counted: (batch: { orders: number; end: BatchEnd['kind'] }) => void;
}

interface Waiting {
  readonly input: LaneInput;
  readonly sinceMs: number;
  readonly answer: (answer: LaneAnswer) => void;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** The queue of one lot in one master; see lanes.ts for its modes. */
export class Lane {
  private queue: Waiting[] = [];
  /** How many of them each person has; nobody with none. */
  private readonly waitingOf = new Map<string, number>();
  private running = false;
  /** An outcome is unknown: some of the queue was perhaps committed. */
  private afterUnknown = false;
  private pauseMs = 0;

  constructor(
    private readonly lotId: number,
    private readonly parts: LaneParts,
  ) {}

  /** Orders that are not answered. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Takes an order; the promise never rejects. */
  submit(input: LaneInput): Promise<LaneAnswer> {
    const { userId } = input.identity;
    const own = this.waitingOf.get(userId) ?? 0;
    if (own >= WAITING_MAX) return Promise.resolve(refused('too-many-requests'));
    if (this.queue.length >= this.parts.queueMax) return Promise.resolve(refused('unavailable'));
    const sinceMs = this.parts.clock.monotonicMs();
    this.waitingOf.set(userId, own + 1);
    return new Promise((answer) => {
      this.queue.push({ input, sinceMs, answer });
      if (!this.running) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.running = true;
    while (this.queue.length > 0) {
      if (this.pauseMs > 0) await this.pause();
      this.giveUpOnTheLate();
      const batch = fairBatch(this.queue, BATCH_MAX);
      if (batch.length > 0) await this.runBatch(batch);
    }
    this.running = false;
    this.parts.idle();
  }

  private async runBatch(batch: readonly Waiting[]): Promise<void> {
    const inputs = batch.map(({ input }) => input);
    const end = await this.parts.run(this.lotId, inputs, this.afterUnknown);
    this.parts.counted({ orders: batch.length, end: end.kind });
    switch (end.kind) {
      case 'answered':
        this.afterUnknown = false;
        this.pauseMs = 0;
        return this.settle(batch, (at) => end.answers[at] ?? refused('internal'));
      case 'failed':
        return this.isolate(batch);
      case 'unknown':
        this.afterUnknown = true;
        this.leaveActionsUndecided(batch);
        return this.slowDown();
      case 'try-again':
        return this.slowDown();
      default:
        return never(end, 'end of a batch');
    }
  }

  /** One order that breaks an invariant must not take the others with it: each runs alone. */
  private async isolate(batch: readonly Waiting[]): Promise<void> {
    for (const one of batch) {
      if (batch.length === 1) return this.settle(batch, () => refused('internal'));
      await this.runBatch([one]);
    }
  }

  /** A clerk's action has no key to be read again by; they see the lot and decide. */
  private leaveActionsUndecided(batch: readonly Waiting[]): void {
    const actions = batch.filter(({ input }) => input.kind === 'action');
    this.settle(actions, () => refused('undecided'));
  }

  private giveUpOnTheLate(): void {
    const nowMs = this.parts.clock.monotonicMs();
    const late = this.queue.filter(({ sinceMs }) => nowMs - sinceMs >= this.parts.patienceMs);
    this.settle(late, () => refused('undecided'));
  }

  private settle(done: readonly Waiting[], answerAt: (at: number) => LaneAnswer): void {
    if (done.length === 0) return;
    const gone = new Set(done);
    this.queue = this.queue.filter((one) => !gone.has(one));
    done.forEach((one, at) => {
      this.forget(one.input.identity.userId);
      one.answer(answerAt(at));
    });
  }

  private forget(userId: string): void {
    const left = (this.waitingOf.get(userId) ?? 0) - 1;
    if (left > 0) this.waitingOf.set(userId, left);
    else this.waitingOf.delete(userId);
  }

  private slowDown(): void {
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2));
  }

  private pause(): Promise<void> {
    return new Promise((resume) => {
      this.parts.timers.after(this.pauseMs, resume);
    });
  }
}
