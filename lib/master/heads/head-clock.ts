import { readSalesDueForHead } from '../../db/ledger-head-read';
import type { TimerHandle, Timers } from '../../shared/ports';
import { type HeadParts, publishHead } from './publish-head';

/** Heads of a sale that runs are so far apart (HED1). */
export const HEAD_BEAT_MS = 60_000;

/** How often a master looks which are due: a sale that has just ended waits no longer. */
const LOOK_MS = 5_000;

/** What the clock is made of. */
export interface HeadClockParts extends HeadParts {
  readonly timers: Timers;
  /** What went wrong, for the log, and in which sale if it was one. */
  readonly onError: (error: unknown, about: { auctionId?: number }) => void;
}

/** Publishes the heads of all sales when they are due. */
export interface HeadClock {
  start(): void;
  /** Ends after the head that is under way. */
  stop(): Promise<void>;
}

/**
 * Makes the clock of one master. It keeps nothing in memory: what is due stands in the table, so any number of
 * masters may look, and one that died over a head has published nothing of it.
 */
export function createHeadClock(parts: HeadClockParts): HeadClock {
  let running = false;
  let timer: TimerHandle | null = null;
  let turn: Promise<void> = Promise.resolve();

  async function publishDue(): Promise<void> {
    for (const auctionId of await readSalesDueForHead(parts.pool, HEAD_BEAT_MS)) {
      if (!running) return;
      // One sale that cannot must not cost the others theirs.
      await publishHead(parts, auctionId).catch((error) => parts.onError(error, { auctionId }));
    }
  }

  function schedule(waitMs: number): void {
    timer = parts.timers.after(waitMs, () => {
      turn = publishDue()
        .catch((error) => parts.onError(error, {}))
        .then(() => {
          if (running) schedule(LOOK_MS);
        });
    });
  }

  return {
    start() {
      if (running) return;
      running = true;
      schedule(0);
    },
    async stop() {
      running = false;
      if (timer) parts.timers.cancel(timer);
      timer = null;
      await turn;
    },
  };
}
