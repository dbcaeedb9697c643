import type { Clock, TimerHandle, Timers } from '@/lib/shared/ports';

/** One live region's turn to speak; see `createSpeech`. */
export interface Speech {
  say(text: string): void;
  stop(): void;
}

/**
 * Speaks at most once per `gapMs`, and then only the latest: a price that moves ten times in five
 * seconds is read once (LOOK 6). `gapMs` 0 speaks at once.
 */
export function createSpeech(
  deps: { clock: Clock; timers: Timers; speak: (text: string) => void },
  gapMs: number,
): Speech {
  let lastMs = Number.NEGATIVE_INFINITY;
  let waiting: string | null = null;
  let timer: TimerHandle | null = null;

  function flush() {
    timer = null;
    if (waiting === null) return;
    lastMs = deps.clock.monotonicMs();
    const text = waiting;
    waiting = null;
    deps.speak(text);
  }

  return {
    say(text) {
      waiting = text;
      const restMs = lastMs + gapMs - deps.clock.monotonicMs();
      if (restMs <= 0) flush();
      else timer ??= deps.timers.after(restMs, flush);
    },
    stop() {
      if (timer) deps.timers.cancel(timer);
      timer = null;
    },
  };
}
