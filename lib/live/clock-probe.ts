import type { Clock, TimerHandle, Timers } from '../shared/ports';
import type { SaidTime, ServerClock } from './server-clock';

/** See `createClockProbe`. */
export interface ClockProbe {
  /** Measure anew: a connection said hello, or the device woke. */
  restart(): void;
  stop(): void;
  /** What beats say is long ago by what was measured: measure again soon, the clock may have been set. */
  doubt(): void;
  /** A beat came, regular or as the answer to a ping. */
  beat(said: SaidTime): void;
}

/** Rounds that follow each other closely at first, to find one quick round trip. */
const FIRST_ROUNDS = 3;
/** Later ones keep up with drift. */
const LATER_MS = 45_000;
/** While there is doubt, no more often than this: masters are asked where terminals cannot be. */
const DOUBTED_MS = 5_000;
/** When in the time between two regular beats to ask, and until when an answer is believed. */
const ASK_AT = 0.35;
const BELIEVE_UNTIL = 0.8;

/**
 * Measures the primary's clock by round trips (PSH7). A terminal answers a ping with a beat that looks
 * like a regular one, and to take a regular beat for the answer would bound the clock wrongly: so it
 * asks in the middle between two regular beats and believes only what comes well before the next.
 */
export function createClockProbe(deps: {
  clock: Clock;
  timers: Timers;
  serverClock: ServerClock;
  beatMs(): number;
  /** @returns false where the transport cannot ask. */
  ping(): boolean;
  askTime(): Promise<SaidTime | null>;
}): ClockProbe {
  const { clock, timers, serverClock } = deps;
  let rounds = 0;
  let nextMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let timer: TimerHandle | null = null;
  let askedMs: number | null = null;
  let believeUntilMs = 0;

  function ask() {
    timer = null;
    rounds += 1;
    const sentMs = clock.monotonicMs();
    lastMs = sentMs;
    if (rounds >= FIRST_ROUNDS) nextMs = sentMs + LATER_MS;
    if (deps.ping()) {
      askedMs = sentMs;
      return;
    }
    void deps.askTime().then((said) => {
      if (said) serverClock.answered(said, sentMs);
    });
  }

  return {
    restart() {
      rounds = 0;
      nextMs = 0;
      askedMs = null;
    },
    stop() {
      if (timer) timers.cancel(timer);
      timer = null;
      askedMs = null;
    },
    doubt() {
      nextMs = Math.min(nextMs, lastMs + DOUBTED_MS);
    },
    beat(said) {
      const atMs = clock.monotonicMs();
      if (askedMs !== null && atMs < believeUntilMs) {
        serverClock.answered(said, askedMs);
        askedMs = null;
        return;
      }
      askedMs = null;
      believeUntilMs = atMs + BELIEVE_UNTIL * deps.beatMs();
      if (timer || atMs < nextMs) return;
      timer = timers.after(ASK_AT * deps.beatMs(), ask);
    },
  };
}
