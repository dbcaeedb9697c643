import type { Clock, TimerHandle, Timers } from '../shared/ports';
import { isProven } from './claim';
import type { RecordStore } from './record-store';

/** See `createAnnouncements`. */
export interface Announcements {
  /** A hello or beat came with these digests, from that time of the primary. */
  take(channels: Record<string, string>, nowMs: number): void;
  /** Something was applied: perhaps it now equals what was announced. */
  compare(): void;
  /** A new terminal speaks: its patience begins anew. */
  restart(): void;
  forget(): void;
}

/** Longest patience with a terminal that cannot prove what the page shows. */
const PATIENCE_MAX_MS = 60_000;

/** What a beat announced may still be on its way for this long (PSH4's tick and the network). */
const ON_ITS_WAY_MS = 200;

/**
 * Compares what terminals announce with what the page holds (PSH7). Equal at any moment until the
 * next announcement is proof; unequal for `ON_ITS_WAY_MS` means that something was lost. A terminal
 * that speaks and proves nothing for `staleMs` has lost its masters: the page goes elsewhere, each
 * time with twice the patience, so that an outage of all masters makes no storm.
 */
export function createAnnouncements(deps: {
  clock: Clock;
  timers: Timers;
  staleMs(): number;
  records: RecordStore;
  watched(): readonly string[];
  proved(nowMs: number): void;
  differed(): void;
  /** This terminal proves nothing. */
  hopeless(): void;
}): Announcements {
  const { clock, timers, records } = deps;
  let unprovenSinceMs: number | null = null;
  let hopelessTimes = 0;
  let last: { channels: Record<string, string>; nowMs: number; equal: boolean } | null = null;
  let timer: TimerHandle | null = null;

  function disarm() {
    if (timer) timers.cancel(timer);
    timer = null;
  }

  function isHopeless(): boolean {
    const nowMs = clock.monotonicMs();
    unprovenSinceMs ??= nowMs;
    const patienceMs = Math.min(PATIENCE_MAX_MS, deps.staleMs() * 2 ** Math.min(hopelessTimes, 10));
    if (nowMs - unprovenSinceMs < patienceMs) return false;
    hopelessTimes += 1;
    unprovenSinceMs = null;
    disarm();
    deps.hopeless();
    return true;
  }

  function compare() {
    if (!last || last.equal || !isProven(records, deps.watched(), last.channels)) return;
    last.equal = true;
    unprovenSinceMs = null;
    hopelessTimes = 0;
    disarm();
    records.dropLeft(Object.keys(last.channels));
    deps.proved(last.nowMs);
  }

  return {
    take(channels, nowMs) {
      last = { channels, nowMs, equal: false };
      compare();
      if (last.equal || isHopeless() || timer) return;
      timer = timers.after(ON_ITS_WAY_MS, () => {
        timer = null;
        if (!last?.equal) deps.differed();
      });
    },
    compare,
    restart() {
      unprovenSinceMs = null;
    },
    forget() {
      last = null;
      unprovenSinceMs = null;
      disarm();
    },
  };
}
