/**
 * The closing clock opens lots at `opensAt` and closes them at `closesAt` plus grace, by the
 * primary's clock. It keeps nothing in memory: what is due stands in the table, so a master may die
 * at any moment, several may run the clock at once, and whoever starts next finds what is left.
 *
 * A round: take at most `CLOSE_MAX` due lots that nobody else holds, in one transaction through the
 * same decide-and-write as bids (CLS5); a few more while there were that many; let sales follow their
 * lots; go on at once if there are more, else sleep until the next lot is due, at most `POLL_MS` (a new lot or another master's extension
 * is not announced). A due lot that a lane holds is closed by that lane (due-commands.ts).
 *
 * Whatever fails, fails alone (CLS6): lots of a batch that failed are taken one by one, one that cannot
 * be taken rests (due-lots.ts), and sales follow their lots in every round, each by itself.
 */
import type pg from 'pg';
import { readSalesBehindTheirLots } from '../db/auction-progress-read';
import { readNextDueInMs } from '../db/lot-due-read';
import type { TimerHandle, Timers } from '../shared/ports';
import { advanceSale } from './advance-sale';
import type { ClockGuard } from './clock-moved';
import { createDueLots } from './due-lots';
import type { ChangedRecord } from './record-change';
import type { StandbyWatch } from './standby-watch';

const POLL_MS = 1_000;
/** While something is due that could not be taken: somebody holds it, and will be done with it. */
const HELD_MS = 50;
/** A timer may fire a little early; a lot must not be looked at before it is due. */
const AFTER_DUE_MS = 2;

/** What the clock has done in this master. */
export interface ClosingClockStats {
  readonly rounds: number;
  /** Lots opened or closed here. */
  readonly lots: number;
  readonly errors: number;
}

/** Opens and closes lots, and lets sales follow. */
export interface ClosingClock {
  start(): void;
  /** Ends after the round that is under way. */
  stop(): Promise<void>;
  stats(): ClosingClockStats;
}

/** What the clock is made of. */
export interface ClosingClockParts {
  readonly pool: pg.Pool;
  readonly notifier: { changed(records: readonly ChangedRecord[]): void };
  readonly timers: Timers;
  /** 32 random bytes in hex, new at each call (LED1). */
  readonly salt: () => string;
  readonly clockGuard?: ClockGuard | undefined;
  /** What commits wait for (DUR1). */
  readonly standby?: Pick<StandbyWatch, 'commitWait'> | undefined;
  /** What went wrong, for the log; `about` names the lot or the sale if it was one. */
  readonly onError?: ((error: unknown, about: FailedPart) => void) | undefined;
}

/** The lot or the sale that failed; neither when a whole round did. */
export interface FailedPart {
  readonly lotId?: number;
  readonly auctionId?: number;
}

/** Makes the closing clock of one master. */
export function createClosingClock(parts: ClosingClockParts): ClosingClock {
  const count = { rounds: 0, lots: 0, errors: 0 };
  let running = false;
  let timer: TimerHandle | null = null;
  let round: Promise<void> = Promise.resolve();

  function failed(error: unknown, about: FailedPart = {}): void {
    count.errors += 1;
    parts.onError?.(error, about);
  }

  const dueLots = createDueLots({ ...parts, onFailed: (error, lotId) => failed(error, { lotId }) });

  async function advanceSales(): Promise<void> {
    for (const auctionId of await readSalesBehindTheirLots(parts.pool)) {
      try {
        await advanceSale(parts, auctionId);
      } catch (error) {
        failed(error, { auctionId });
      }
    }
  }

  /** @returns how long to sleep. */
  async function runRound(): Promise<number> {
    count.rounds += 1;
    let isMore = false;
    try {
      const done = await dueLots.take(() => running);
      count.lots += done.taken;
      isMore = done.isMore;
    } finally {
      await advanceSales();
    }
    if (isMore) return 0;
    const dueInMs = (await readNextDueInMs(parts.pool, dueLots.resting())) ?? POLL_MS;
    return dueInMs <= 0 ? HELD_MS : Math.min(POLL_MS, dueInMs + AFTER_DUE_MS);
  }

  async function turn(): Promise<void> {
    const waitMs = await runRound().catch((error: unknown) => {
      failed(error);
      return POLL_MS;
    });
    if (running) schedule(waitMs);
  }

  function schedule(waitMs: number): void {
    timer = parts.timers.after(waitMs, () => {
      round = turn();
    });
  }

  return {
    start() {
      if (running) return;
      running = true;
      round = turn();
    },
    async stop() {
      running = false;
      if (timer) parts.timers.cancel(timer);
      timer = null;
      await round;
      dueLots.stop();
    },
    stats: () => ({ ...count }),
  };
}
