import type { Clock, TimerHandle, Timers } from '../../shared/ports';

/** How often the primary's log position is noted. */
export const LAG_SAMPLE_MS = 500;

/** Positions are kept this long; how far a replica behind by more is, is unknown. */
const KEEP_MS = 120_000;

/** Without a position for this long nobody knows how far the primary is. */
const UNKNOWN_AFTER_MS = 3_000;

/**
 * How far behind a replica's answer is, by the primary's log position and not by the time of the
 * last transaction: an idle primary, a paused replay and a cut stream are all told rightly.
 */
export interface ReplicaLag {
  /**
   * How old the oldest log may be that the replica had not replayed: what was written since the last
   * position that it had, which is `LAG_SAMPLE_MS` before the next while the primary answers. 0 when it
   * had all.
   * Infinity while the primary's position is unknown, and where the replica had not even replayed the
   * first one that is known: a master that has just started cannot tell how long that has been so.
   * @param replayed bytes of log, from the statement that answered.
   */
  behindMs(replayed: number): number;
  /** Notes the primary's position once, then twice a second. Never rejects. */
  start(): Promise<void>;
  stop(): void;
}

/** @param parts.readPosition `readLogPosition` on the primary. */
export function createReplicaLag(parts: {
  readPosition(): Promise<number>;
  clock: Clock;
  timers: Timers;
}): ReplicaLag {
  let samples: { bytes: number; atMs: number }[] = [];
  let timer: TimerHandle | null = null;
  let running = false;

  async function sample(): Promise<void> {
    try {
      // When it was asked: what is written while the answer is on its way is missing from it.
      const atMs = parts.clock.monotonicMs();
      const bytes = await parts.readPosition();
      // A position below the last one is another history: what was noted says nothing about it.
      const kept = bytes < (samples.at(-1)?.bytes ?? 0) ? [] : samples;
      samples = [...kept.filter((one) => one.atMs > atMs - KEEP_MS), { bytes, atMs }];
    } catch {
      // No news; after `UNKNOWN_AFTER_MS` the lag is unknown.
    }
  }

  function schedule(): void {
    timer = parts.timers.after(LAG_SAMPLE_MS, () => {
      void sample().then(() => {
        if (running) schedule();
      });
    });
  }

  return {
    behindMs(replayed) {
      const nowMs = parts.clock.monotonicMs();
      const newest = samples.at(-1);
      if (!newest || nowMs - newest.atMs > UNKNOWN_AFTER_MS) return Number.POSITIVE_INFINITY;
      const missing = samples.findIndex((one) => one.bytes > replayed);
      if (missing === -1) return 0;
      // It was written at any time after the last position that the replica had; before the first one
      // that is known nobody here knows when.
      const had = samples[missing - 1];
      return had ? nowMs - had.atMs : Number.POSITIVE_INFINITY;
    },
    async start() {
      running = true;
      await sample();
      if (running) schedule();
    },
    stop() {
      running = false;
      if (timer) parts.timers.cancel(timer);
      timer = null;
    },
  };
}
