/**
 * Time and chance as arguments. Everything that waits, measures or draws takes these, so that the
 * same code runs on real and on simulated time.
 */
export interface Clock {
  /** Wall time, milliseconds since the Unix epoch. May jump; never order anything by it. */
  wallMs(): number;
  /** Monotonic milliseconds from an arbitrary start. Never goes back. */
  monotonicMs(): number;
}

/** A pending timer; opaque. */
export type TimerHandle = object;

/** Timers as an argument. */
export interface Timers {
  after(delayMs: number, run: () => void): TimerHandle;
  cancel(handle: TimerHandle): void;
}

/** Chance as an argument: uniform in [0, 1). */
export type Chance = () => number;
