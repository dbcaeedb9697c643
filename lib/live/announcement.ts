import type { TimerHandle, Timers } from '../shared/ports';
import { isProven } from './claim';
import type { RecordStore } from './record-store';

/** See `createAnnouncements`. */
export interface Announcements {
  /** A hello or beat came with these digests, from that time of the primary. */
  take(channels: Record<string, string>, nowMs: number): void;
  /** Something was applied: perhaps it now equals what was announced. */
  compare(): void;
  forget(): void;
}

/** What a beat announced may still be on its way for this long (PSH4's tick and the network). */
const ON_ITS_WAY_MS = 200;

/**
 * Compares what terminals announce with what the page holds (PSH7). Equal at any moment until the
 * next announcement is proof; unequal for `ON_ITS_WAY_MS` means that something was lost.
 */
export function createAnnouncements(deps: {
  timers: Timers;
  records: RecordStore;
  watched(): readonly string[];
  proved(nowMs: number): void;
  differed(): void;
}): Announcements {
  const { timers, records } = deps;
  let last: { channels: Record<string, string>; nowMs: number; equal: boolean } | null = null;
  let timer: TimerHandle | null = null;

  function disarm() {
    if (timer) timers.cancel(timer);
    timer = null;
  }

  function compare() {
    if (!last || last.equal || !isProven(records, deps.watched(), last.channels)) return;
    last.equal = true;
    disarm();
    records.dropLeft(Object.keys(last.channels));
    deps.proved(last.nowMs);
  }

  return {
    take(channels, nowMs) {
      last = { channels, nowMs, equal: false };
      compare();
      if (last.equal || timer) return;
      timer = timers.after(ON_ITS_WAY_MS, () => {
        timer = null;
        if (!last?.equal) deps.differed();
      });
    },
    compare,
    forget() {
      last = null;
      disarm();
    },
  };
}
