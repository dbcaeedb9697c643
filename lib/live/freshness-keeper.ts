import type { TimerHandle, Timers } from '../shared/ports';
import {
  type FreshnessEvent,
  lateAfterMs,
  nextFreshness,
  type PageFreshness,
} from '../sync/page-freshness';

/** See `createFreshnessKeeper`. */
export interface FreshnessKeeper {
  state(): PageFreshness;
  feel(event: FreshnessEvent): void;
  /** Proof of what was so `ageMs` ago. */
  proved(ageMs: number): void;
  /** A new page stands, rendered by the server just now. */
  rendered(): void;
  stop(): void;
}

/** Moves the table of lib/sync/page-freshness by its own two timers: late, then expired (PSH7). */
export function createFreshnessKeeper(deps: {
  timers: Timers;
  settings(): { beatMs: number; staleMs: number };
  changed(): void;
}): FreshnessKeeper {
  const { timers } = deps;
  let state: PageFreshness = 'as-of';
  let timer: TimerHandle | null = null;

  function feel(event: FreshnessEvent) {
    state = nextFreshness(state, event);
    deps.changed();
  }

  function arm(ageMs: number) {
    if (timer) timers.cancel(timer);
    const lateInMs = Math.max(0, lateAfterMs(deps.settings()) - ageMs);
    const expiresInMs = Math.max(lateInMs, deps.settings().staleMs - ageMs);
    timer = timers.after(lateInMs, () => {
      feel('late');
      timer = timers.after(expiresInMs - lateInMs, () => {
        timer = null;
        feel('expired');
      });
    });
  }

  return {
    state: () => state,
    feel,
    proved(ageMs) {
      arm(ageMs);
      feel(ageMs < lateAfterMs(deps.settings()) ? 'proved' : 'late');
    },
    rendered() {
      if (state !== 'offline') state = 'as-of';
      arm(0);
      deps.changed();
    },
    stop() {
      if (timer) timers.cancel(timer);
      timer = null;
    },
  };
}
