import type { TimerHandle, Timers } from '../shared/ports';

/** One beat for everything on the page that shows passing time; see `createTicker`. */
export interface Ticker {
  subscribe(listener: () => void): () => void;
}

/**
 * Calls all listeners every `periodMs` while there are any: 256 countdowns share one timer, and each
 * redraws only when its own text changed.
 */
export function createTicker(timers: Timers, periodMs: number): Ticker {
  const listeners = new Set<() => void>();
  let timer: TimerHandle | null = null;

  function tick() {
    timer = listeners.size > 0 ? timers.after(periodMs, tick) : null;
    for (const listener of [...listeners]) listener();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      timer ??= timers.after(periodMs, tick);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || !timer) return;
        timers.cancel(timer);
        timer = null;
      };
    },
  };
}
