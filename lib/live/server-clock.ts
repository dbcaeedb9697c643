import type { Clock } from '../shared/ports';

/** What the page knows of the primary's time. */
export interface ServerTime {
  /** The primary's time now, in the middle of what is possible. */
  nowMs: number;
  /** Half the width of what is possible; Infinity before any round trip. */
  errorMs: number;
  /** How much this device's clock is ahead of the primary's; negative when slow. */
  deviceAheadMs: number;
}

/** The primary's time as a server told it, and how far off it said that this may be (TIM1). */
export interface SaidTime {
  nowMs: number;
  errorMs: number;
}

/** See `createServerClock`. */
export interface ServerClock {
  /** This has just arrived: it is at least that late now, but for its error. */
  heard(said: SaidTime): void;
  /** A question sent at `sentMs` (monotonic) was answered with this just now. */
  answered(said: SaidTime, sentMs: number): void;
  /** Forgets everything: the device slept, and its monotonic clock may have slept too. */
  forget(): void;
  /** Null before anything was heard. */
  read(): ServerTime | null;
}

/** Clocks of devices run apart by up to this much; what was learnt widens with time by it. */
const DRIFT = 100e-6;

/**
 * The primary's time on a page whose own clock may be minutes off (PSH7). Keeps the interval in which
 * (primary − monotonic) must lie: every message bounds it from below, every round trip from both
 * sides, each widened by what the server did not know itself; the estimate is its middle, the error half its width (Cristian, Marzullo).
 */
export function createServerClock(clock: Clock): ServerClock {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let atMs = clock.monotonicMs();

  function widen(nowMonoMs: number) {
    const slackMs = Math.max(0, nowMonoMs - atMs) * DRIFT;
    low -= slackMs;
    high += slackMs;
    atMs = nowMonoMs;
  }

  function bound(from: number, to: number) {
    widen(clock.monotonicMs());
    // What contradicts all we knew means that a clock jumped: believe the newest.
    if (from > high || to < low) {
      low = from;
      high = to;
      return;
    }
    low = Math.max(low, from);
    high = Math.min(high, to);
  }

  return {
    heard: ({ nowMs, errorMs }) =>
      bound(nowMs - errorMs - clock.monotonicMs(), Number.POSITIVE_INFINITY),
    answered: ({ nowMs, errorMs }, sentMs) =>
      bound(nowMs - errorMs - clock.monotonicMs(), nowMs + errorMs - sentMs),
    forget() {
      low = Number.NEGATIVE_INFINITY;
      high = Number.POSITIVE_INFINITY;
    },
    read() {
      if (low === Number.NEGATIVE_INFINITY) return null;
      const monoMs = clock.monotonicMs();
      const slackMs = Math.max(0, monoMs - atMs) * DRIFT;
      const known = high !== Number.POSITIVE_INFINITY;
      const nowMs = monoMs + (known ? (low + high) / 2 : low);
      const errorMs = known ? (high - low) / 2 + slackMs : Number.POSITIVE_INFINITY;
      return { nowMs, errorMs, deviceAheadMs: clock.wallMs() - nowMs };
    },
  };
}
