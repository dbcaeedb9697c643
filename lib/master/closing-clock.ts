/**
 * The closing clock opens lots at `opensAt` and closes them at `closesAt` plus grace, by the
 * primary's clock. It keeps nothing in memory: what is due stands in the table, so a master may die
 * at any moment, several may run the clock at once, and whoever starts next finds what is left.
 *
 * A round: take at most `CLOSE_MAX` due lots that nobody else holds, in one transaction through the
 * same decide-and-write as bids (CLS5); go on while there were that many; let sales follow their
 * lots; sleep until the next lot is due, at most `POLL_MS` (a new lot or another master's extension
 * is not announced). A due lot that a lane holds is closed by that lane (due-commands.ts).
 */
import type pg from 'pg';
import { readSalesBehindTheirLots } from '../db/auction-progress-read';
import { readNextDueInMs } from '../db/lot-due-read';
import { lockDueLots } from '../db/lot-lock';
import { inTransaction } from '../db/transaction';
import type { TimerHandle, Timers } from '../shared/ports';
import { advanceSale } from './advance-sale';
import { decideAndWrite } from './lanes/decide-and-write';
import type { ChangedRecord } from './record-change';

/** Most lots in one transaction of the clock (CLS5). */
export const CLOSE_MAX = 200;

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
  readonly onError?: (error: unknown) => void;
}

/** One transaction of due lots. @returns how many it found; fewer than `CLOSE_MAX`: none is left. */
async function takeDueLots(parts: ClosingClockParts): Promise<number> {
  const { kind, value } = await inTransaction(parts.pool, async (client) => {
    const due = await lockDueLots(client, CLOSE_MAX);
    if (due.length === 0) return { found: 0, changed: [] };
    const batch = due.map((lot) => ({ lot, orders: [] }));
    const { changed } = await decideAndWrite(client, batch, parts);
    return { found: due.length, changed };
  });
  // After a lost COMMIT the next round sees what is left; anti-entropy tells of the rest (ANT1).
  if (kind !== 'lost' && value.changed.length > 0) parts.notifier.changed(value.changed);
  return value.found;
}

async function advanceSales(parts: ClosingClockParts): Promise<void> {
  for (const auctionId of await readSalesBehindTheirLots(parts.pool)) {
    const record = await advanceSale(parts.pool, auctionId);
    if (record) parts.notifier.changed([record]);
  }
}

/** Makes the closing clock of one master. */
export function createClosingClock(parts: ClosingClockParts): ClosingClock {
  const count = { rounds: 0, lots: 0, errors: 0 };
  let running = false;
  let timer: TimerHandle | null = null;
  let round: Promise<void> = Promise.resolve();

  async function runRound(): Promise<number> {
    count.rounds += 1;
    let found = CLOSE_MAX;
    while (found === CLOSE_MAX && running) {
      found = await takeDueLots(parts);
      count.lots += found;
    }
    await advanceSales(parts);
    const dueInMs = (await readNextDueInMs(parts.pool)) ?? POLL_MS;
    return dueInMs <= 0 ? HELD_MS : Math.min(POLL_MS, dueInMs + AFTER_DUE_MS);
  }

  async function turn(): Promise<void> {
    const waitMs = await runRound().catch((error: unknown) => {
      count.errors += 1;
      parts.onError?.(error);
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
    },
    stats: () => ({ ...count }),
  };
}
