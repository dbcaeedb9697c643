import type { TimerHandle, Timers } from '../shared/ports';

/** Something done again and again; the interval is read anew each time. */
export interface Repeating {
  start(): void;
  /** The interval changed: the next turn is that far from now. */
  rearm(): void;
  stop(): void;
}

/** Runs `turn`, then again `intervalMs()` after it was begun, until stopped. */
export function repeating(timers: Timers, intervalMs: () => number, turn: () => void): Repeating {
  let timer: TimerHandle | null = null;
  function arm(): void {
    timer = timers.after(intervalMs(), () => {
      arm();
      turn();
    });
  }
  function disarm(): void {
    if (timer) timers.cancel(timer);
    timer = null;
  }
  return {
    start: arm,
    rearm() {
      if (!timer) return;
      disarm();
      arm();
    },
    stop: disarm,
  };
}
