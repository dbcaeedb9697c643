import { invariant } from '../shared/assert';
import type { Clock, TimerHandle, Timers } from '../shared/ports';
import type { ClockGuard } from './clock-moved';

/** The primary's time as this master knows it (TIM1). All receive times and pushed times are this. */
export interface PrimaryClock extends ClockGuard {
  /**
   * The primary's clock, milliseconds since the Unix epoch, how far that may be off, and of which epoch
   * the primary is that was measured: there may be a later one.
   * @throws InvariantError before the first measurement.
   */
  now(): { ms: number; errorMs: number; epoch: number };
  /**
   * The same of the primary of this epoch: measured first where only an earlier one's clock was.
   * @returns null where it cannot be measured now.
   */
  nowIn(epoch: number): Promise<{ ms: number; errorMs: number } | null>;
  /** Whether a measurement succeeded lately (within `HEALTHY_MS`). */
  healthy(): boolean;
  /** Measures, then keeps measuring each second. Rejects when the first measurement fails. */
  start(): Promise<void>;
  stop(): void;
}

/** What the clock is made of; `read` asks the primary (`readPrimaryTime` on a pool of its own). */
export interface PrimaryClockParts {
  readonly read: () => Promise<{ ms: number; epoch: number }>;
  /**
   * The primary's clock was moved by so much against this machine's monotonic one (TIM2). The new time is taken once this settles; until then no reading fits.
   */
  readonly onMoved?: (byMs: number) => Promise<void>;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** More than this beyond what measuring leaves open is no drift: the clock was set (TIM2). */
export const CLOCK_MOVED_MS = 250;

interface Sample {
  /** Another epoch is another primary's clock: what was measured before says nothing about it. */
  readonly epoch: number;
  /** Primary's time minus monotonic time, at the middle of the round trip. */
  readonly offsetMs: number;
  /** Half the round trip: the primary read its clock somewhere within it. */
  readonly halfTripMs: number;
  readonly takenAtMs: number;
}

const EVERY_MS = 1_000;
/** Measurements at the start, so that one slow first round trip does not stand for long. */
const FIRST_SAMPLES = 4;
const WINDOW = 32;
/** How fast two good clocks may drift apart: 200 millionths, twice the worst of common quartz. */
const DRIFT = 200e-6;
const HEALTHY_MS = 5_000;

const errorOf = (sample: Sample, nowMs: number) =>
  sample.halfTripMs + DRIFT * (nowMs - sample.takenAtMs);

/** The more certain of two samples at a moment. */
const surer = (a: Sample, b: Sample, nowMs: number) =>
  errorOf(b, nowMs) < errorOf(a, nowMs) ? b : a;

/** Two measurements that cannot both be right unless a clock was moved between them. */
const contradict = (a: Sample, b: Sample, nowMs: number) =>
  Math.abs(a.offsetMs - b.offsetMs) > errorOf(a, nowMs) + errorOf(b, nowMs);

const hasMoved = (a: Sample, b: Sample, nowMs: number) =>
  Math.abs(a.offsetMs - b.offsetMs) > errorOf(a, nowMs) + errorOf(b, nowMs) + CLOCK_MOVED_MS;

/**
 * Measures the primary's clock against this machine's monotonic one and reads it from there: what a
 * wall clock of this machine does makes no difference. Of the last measurements the surest counts;
 * one that contradicts it (the primary's clock was set) starts anew, and so does one of a higher epoch,
 * however little another primary's clock may differ.
 */
export function createPrimaryClock(parts: PrimaryClockParts): PrimaryClock {
  const { read, clock, timers } = parts;
  let samples: Sample[] = [];
  let timer: TimerHandle | null = null;
  let running = false;
  let measuring: Promise<void> | null = null;

  function best(): Sample | undefined {
    const nowMs = clock.monotonicMs();
    return samples.reduce<Sample | undefined>(
      (found, sample) => (found ? surer(found, sample, nowMs) : sample),
      undefined,
    );
  }

  async function measureOnce(): Promise<void> {
    const sentAtMs = clock.monotonicMs();
    const { ms: primaryMs, epoch } = await read();
    const takenAtMs = clock.monotonicMs();
    const halfTripMs = (takenAtMs - sentAtMs) / 2;
    const offsetMs = primaryMs - sentAtMs - halfTripMs;
    const sample: Sample = { epoch, offsetMs, halfTripMs, takenAtMs };
    if (samples.some((one) => one.epoch > epoch)) {
      throw new Error('a primary of a lower epoch told the time');
    }
    samples = samples.filter((one) => one.epoch === epoch);
    const known = best();
    if (known && hasMoved(known, sample, takenAtMs)) {
      await parts.onMoved?.(sample.offsetMs - known.offsetMs);
    }
    const kept = known && contradict(known, sample, takenAtMs) ? [] : samples;
    samples = [...kept, sample].slice(-WINDOW);
  }

  /** One at a time: two that see the same jump would tell of it twice. */
  function measure(): Promise<void> {
    measuring ??= measureOnce().finally(() => {
      measuring = null;
    });
    return measuring;
  }

  function schedule(): void {
    timer = timers.after(EVERY_MS, async () => {
      // A failed measurement is no news: the error grows with age and `healthy` turns false.
      await measure().catch(() => {});
      if (running) schedule();
    });
  }

  function now() {
    const sample = best();
    invariant(sample, 'the primary clock was never measured');
    const nowMs = clock.monotonicMs();
    return { ms: nowMs + sample.offsetMs, errorMs: errorOf(sample, nowMs), epoch: sample.epoch };
  }

  return {
    now,
    async nowIn(epoch) {
      const isOf = () => (samples.at(-1)?.epoch ?? 0) >= epoch;
      // One under way may have asked the primary that was.
      for (let tries = 0; tries < 2 && !isOf(); tries += 1) await measure().catch(() => {});
      return isOf() ? now() : null;
    },
    reading() {
      const askedAtMs = clock.monotonicMs();
      return (primaryMs) => {
        const sample = best();
        if (!sample) return true;
        const nowMs = clock.monotonicMs();
        const slackMs = errorOf(sample, nowMs) + CLOCK_MOVED_MS;
        const earliestMs = askedAtMs + sample.offsetMs - slackMs;
        const latestMs = nowMs + sample.offsetMs + slackMs;
        const fits = primaryMs >= earliestMs && primaryMs <= latestMs;
        if (!fits) measure().catch(() => {});
        return fits;
      };
    },
    healthy() {
      const last = samples.at(-1);
      return last !== undefined && clock.monotonicMs() - last.takenAtMs < HEALTHY_MS;
    },
    async start() {
      running = true;
      for (let taken = 0; taken < FIRST_SAMPLES; taken += 1) await measure();
      if (running) schedule();
    },
    stop() {
      running = false;
      if (timer) timers.cancel(timer);
      timer = null;
    },
  };
}
