import type { Clock, TimerHandle, Timers } from '../shared/ports';
import { weigh } from './claim';
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

/** Asking again is spaced: twice as far each time that it did not help, until the next proof. */
const RESYNC_MIN_MS = 2_000;
const RESYNC_MAX_MS = 30_000;

/**
 * Compares what terminals announce with what the page holds (PSH7). Equal at any moment until the
 * next announcement is proof; unequal for `ON_ITS_WAY_MS` means that something was lost, and the page
 * says again what it holds. A digest that is missing is neither: the terminal cannot claim it yet,
 * and asking again would only make it begin anew. A terminal
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
  /** What the page shows is not what the terminal holds. */
  differed(): void;
  /** The page should say again what it holds. */
  resync(): void;
  /** This terminal proves nothing. */
  hopeless(): void;
}): Announcements {
  const { clock, timers, records } = deps;
  let unprovenSinceMs: number | null = null;
  let hopelessTimes = 0;
  let resyncTimes = 0;
  let resyncNotBeforeMs = Number.NEGATIVE_INFINITY;
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

  const verdict = () => last && weigh(records, deps.watched(), last.channels);

  function compare() {
    if (!last || last.equal || verdict() !== 'equal') return;
    last.equal = true;
    unprovenSinceMs = null;
    hopelessTimes = 0;
    resyncTimes = 0;
    disarm();
    records.dropLeft([...Object.keys(last.channels), ...deps.watched()]);
    deps.proved(last.nowMs);
  }

  function differed() {
    deps.differed();
    const nowMs = clock.monotonicMs();
    if (nowMs < resyncNotBeforeMs) return;
    resyncNotBeforeMs = nowMs + Math.min(RESYNC_MAX_MS, RESYNC_MIN_MS * 2 ** resyncTimes);
    resyncTimes = Math.min(resyncTimes + 1, 10);
    deps.resync();
  }

  return {
    take(channels, nowMs) {
      last = { channels, nowMs, equal: false };
      compare();
      if (last.equal || isHopeless() || timer || verdict() !== 'differs') return;
      timer = timers.after(ON_ITS_WAY_MS, () => {
        timer = null;
        if (verdict() === 'differs') differed();
      });
    },
    compare,
    restart() {
      unprovenSinceMs = null;
      resyncTimes = 0;
      resyncNotBeforeMs = Number.NEGATIVE_INFINITY;
    },
    forget() {
      last = null;
      unprovenSinceMs = null;
      disarm();
    },
  };
}
