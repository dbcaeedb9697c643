import type { Chance, Clock, Timers } from '../shared/ports';

/** The machine's own clock. `performance` exists in Node and in browsers. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** The machine's own timers. */
export const systemTimers: Timers = {
  after(delayMs, run) {
    return setTimeout(run, delayMs) as unknown as object;
  },
  cancel(handle) {
    clearTimeout(handle as unknown as ReturnType<typeof setTimeout>);
  },
};

/** The machine's own chance; for jitter, never for secrets. */
export const systemChance: Chance = () => Math.random();
