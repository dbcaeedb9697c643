import type { Clock } from '../shared/ports';

interface Exchange {
  sentAtMs: number;
  receivedAtMs: number;
  /** The primary's time by the master that answered, and how far it says that it may be off. */
  nowMs: number;
  errorMs: number;
  epoch: number;
}

/** What a node knows of the primary's clock (TIM1): the terminal's own wall clock is never used. */
export interface PrimaryTime {
  /**
   * One exchange with a master: monotonic times around it, and of which epoch the primary is whose
   * time it told. What was measured of an earlier one is void (EPO1).
   */
  sample(exchange: Exchange): void;
  /** The primary's time now ± `errorMs`, or null before the first sample. */
  now(): { ms: number; errorMs: number } | null;
}

/** Clocks drift apart; samples older than this say less than a slower one of now. */
const WINDOW_MS = 30_000;
/** How far apart the clocks of two servers of one house may be: all that the old one says of the new. */
const OTHER_CLOCK_MS = 2_000;

/**
 * Keeps the surest exchange of the last half minute: half its round trip, and what the master did not
 * know itself, bound the error. `epochOf`: in which epoch the node is, of which it may hear before any
 * master told it that primary's time.
 */
export function createPrimaryTime(clock: Clock, epochOf: () => number | null): PrimaryTime {
  let samples: { atMs: number; offsetMs: number; errorMs: number }[] = [];
  let newest = 0;
  return {
    sample({ sentAtMs, receivedAtMs, nowMs, errorMs: saidErrorMs, epoch }) {
      if (epoch < newest) return;
      // Another primary's clock, however near: until it was measured the old one's is the best guess.
      if (epoch > newest) samples = [];
      newest = epoch;
      const halfTripMs = (receivedAtMs - sentAtMs) / 2;
      const errorMs = halfTripMs + saidErrorMs;
      const sample = { atMs: receivedAtMs, offsetMs: nowMs + halfTripMs - receivedAtMs, errorMs };
      const kept = samples.filter(
        (old) =>
          old.atMs > receivedAtMs - WINDOW_MS &&
          // The primary's clock was set: what was measured before it is void.
          Math.abs(old.offsetMs - sample.offsetMs) <= old.errorMs + errorMs + 250,
      );
      samples = [...kept, sample].slice(-64);
    },
    now() {
      const best = samples.reduce<(typeof samples)[number] | null>(
        (least, each) => (least === null || each.errorMs <= least.errorMs ? each : least),
        null,
      );
      if (!best) return null;
      const isOfAnother = (epochOf() ?? newest) > newest;
      const errorMs = best.errorMs + (isOfAnother ? OTHER_CLOCK_MS : 0);
      return { ms: clock.monotonicMs() + best.offsetMs, errorMs };
    },
  };
}
