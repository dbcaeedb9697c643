import type { Clock, TimerHandle, Timers } from '../../shared/ports';

/** Time that only moves when a test says so. */
export interface SimulatedTime {
  clock: Clock;
  timers: Timers;
  /** Moves on by so much, running what is due in its order and letting promises settle between. */
  pass(ms: number): Promise<void>;
  /** Lets promises settle without moving time. */
  settle(): Promise<void>;
}

interface Timer {
  atMs: number;
  nth: number;
  run: () => void;
}

/** Turns of the microtask queue that any chain of promises in a node fits in. */
const TURNS = 100;

/** Starts at an arbitrary moment, as monotonic clocks do. */
export function simulatedTime(): SimulatedTime {
  let nowMs = 5_000;
  let nth = 0;
  const pending = new Set<Timer>();

  async function settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
  }

  function firstDue(untilMs: number): Timer | undefined {
    return [...pending]
      .filter((timer) => timer.atMs <= untilMs)
      .sort((a, b) => a.atMs - b.atMs || a.nth - b.nth)[0];
  }

  return {
    clock: { wallMs: () => 1_800_000_000_000 + nowMs, monotonicMs: () => nowMs },
    timers: {
      after(delayMs, run): TimerHandle {
        nth += 1;
        const timer = { atMs: nowMs + Math.max(0, delayMs), nth, run };
        pending.add(timer);
        return timer;
      },
      cancel: (handle) => void pending.delete(handle as Timer),
    },
    async pass(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (let timer = firstDue(untilMs); timer; timer = firstDue(untilMs)) {
        pending.delete(timer);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.run();
        await settle();
      }
      nowMs = untilMs;
    },
    settle,
  };
}
