import type { StandbySeen } from '../db/standby-read';
import type { CommitWait } from '../db/transaction';
import type { Clock, TimerHandle, Timers } from '../shared/ports';

/** What an accepted bid must have survived before it is confirmed (DUR1). */
export type Durability = 'local' | 'available' | 'strict';

/** Whether the standby keeps up. `unknown`: nothing was heard yet. */
export type StandbyState = 'unknown' | 'in-step' | 'stalled';

/** `kept-up`: it has what the primary had a moment ago. `fell-behind`: for too long it has not. */
export type StandbyEvent = 'kept-up' | 'fell-behind';

/** Every state under every event. */
export const STANDBY_STATES: Record<StandbyState, Record<StandbyEvent, StandbyState>> = {
  unknown: { 'kept-up': 'in-step', 'fell-behind': 'stalled' },
  'in-step': { 'kept-up': 'in-step', 'fell-behind': 'stalled' },
  stalled: { 'kept-up': 'in-step', 'fell-behind': 'stalled' },
};

/** Follows the standby for those who write. */
export interface StandbyWatch {
  readonly mode: Durability;
  /**
   * What a transaction that begins now waits for: the standby for `syncStallMs`, or not for it (mode
   * `local`, or `available` while the standby has stalled).
   */
  commitWait(): CommitWait;
  /** A commit came back with a warning: the standby did not answer it in time. */
  warned(): void;
  state(): StandbyState;
  /** Settles after the first look. Never rejects. */
  start(): Promise<void>;
  stop(): void;
}

/** What the watch is made of. */
export interface StandbyWatchParts {
  readonly mode: Durability;
  /** `readStandby` on the primary. */
  readonly look: () => Promise<StandbySeen>;
  /** `callOffWait` on a connection that waits for nobody. */
  readonly callOff: (processId: number) => Promise<unknown>;
  /** The setting. */
  readonly syncStallMs: () => number;
  /** Another state than before; what it does to closing is awaited before the next look. */
  readonly onState?: (state: StandbyState) => Promise<void>;
  readonly clock: Clock;
  readonly timers: Timers;
}

const LOOK_MS = 250;

/**
 * Looks four times a second how much of its log the primary has made durable and how much of it the
 * synchronous standby has written. Behind by more than `syncStallMs` it has stalled; it is in step
 * again when it has all that the primary had at the look before.
 */
export function createStandbyWatch(parts: StandbyWatchParts): StandbyWatch {
  const { clock, timers } = parts;
  let state: StandbyState = 'unknown';
  let told: StandbyState = 'unknown';
  /** What the primary had, oldest first, and since when the standby lacks it. */
  let heads: { bytes: number; atMs: number }[] = [];
  let timer: TimerHandle | null = null;
  let running = false;

  function take(event: StandbyEvent): void {
    state = STANDBY_STATES[state][event];
  }

  function weigh({ headBytes, writtenBytes }: StandbySeen): void {
    const nowMs = clock.monotonicMs();
    const before = heads.at(-1);
    // A head below the last one is another history.
    if (before && headBytes < before.bytes) heads = [];
    const written = writtenBytes ?? Number.NEGATIVE_INFINITY;
    const hasLast = before !== undefined && written >= before.bytes;
    heads = [...heads, { bytes: headBytes, atMs: nowMs }].filter((one) => one.bytes > written);
    const [oldest] = heads;
    if (oldest && nowMs - oldest.atMs > parts.syncStallMs()) take('fell-behind');
    else if (hasLast || written >= headBytes) take('kept-up');
  }

  async function look(): Promise<void> {
    try {
      weigh(await parts.look());
    } catch {
      return; // The primary does not answer: nothing commits either.
    }
    if (state === told) return;
    try {
      await parts.onState?.(state);
      told = state;
    } catch {
      // Told again after the next look.
    }
  }

  function schedule(): void {
    timer = timers.after(LOOK_MS, () => {
      void look().then(() => {
        if (running) schedule();
      });
    });
  }

  return {
    mode: parts.mode,
    commitWait() {
      if (parts.mode === 'local') return 'own-disk';
      if (parts.mode === 'available' && state === 'stalled') return 'own-disk';
      return { standbyMs: parts.syncStallMs(), callOff: parts.callOff, timers };
    },
    warned: () => take('fell-behind'),
    state: () => state,
    async start() {
      running = true;
      await look();
      if (running) schedule();
    },
    stop() {
      running = false;
      if (timer) timers.cancel(timer);
      timer = null;
    },
  };
}
