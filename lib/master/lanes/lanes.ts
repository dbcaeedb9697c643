/**
 * Lanes: how many bids on one lot become one transaction.
 *
 * Each master has a queue (a lane) per lot that anybody wants something of at the moment. PostgreSQL's
 * row lock decides between masters; a lane only sees to it that one master does not compete with
 * itself, and that a commit is shared. A lane is in one of these modes:
 *
 * - idle: it does not exist. The first order makes it; when its queue is empty it is removed, so
 *   that a hundred thousand quiet lots cost nothing.
 * - running: one transaction is under way with what had arrived when it began (at most BATCH_MAX
 *   orders). What arrives meanwhile waits and shares the next commit: the busier, the larger the
 *   batches (LAN1). The order in a batch is the order of the bids (PRX8): that of arrival. Of more
 *   than BATCH_MAX, everybody's first goes before anybody's second (LAN3).
 * - pausing: the database could not be reached, a lock took too long or a deadlock was broken.
 *   Nothing was committed; the same orders are tried again after a growing pause.
 * - reading again: the connection broke during COMMIT. Its orders run once more: those that were
 *   committed find their idempotency keys under the lock and get that answer, the others are decided
 *   now (LAN2). Nothing is answered from memory. A clerk's action has no key; it is undecided.
 * - isolating: an invariant broke. Nothing was committed; each order of the batch runs alone, so that
 *   only the one at fault fails.
 *
 * In every mode an order that has waited longer than `patienceMs` is answered `undecided`: its sender
 * asks again with the same key. A person has at most WAITING_MAX orders waiting in a lane; their next
 * is `too-many-requests` (LAN3). Beyond `queueMax` orders of all a lane refuses with `unavailable`.
 */
import type pg from 'pg';
import type { Clock, Timers } from '../../shared/ports';
import type { ClockGuard } from '../clock-moved';
import type { ChangedRecord } from '../record-change';
import type { StandbyWatch } from '../standby-watch';
import { Lane } from './lane';
import { type LaneAnswer, type LaneInput, refused } from './lane-input';
import { runBatch } from './run-batch';

/** What happened in the lanes since the start, and what waits now. */
export interface LanesStats {
  /** Lots with orders at the moment. */
  readonly lanes: number;
  readonly waiting: number;
  readonly batches: number;
  readonly orders: number;
  readonly largestBatch: number;
  readonly averageBatch: number;
  /** Batches that were tried again, and those whose COMMIT was not answered. */
  readonly retried: number;
  readonly unknown: number;
  readonly failed: number;
}

/** Where everything that changes a lot goes. */
export interface Lanes {
  /** Decided and committed when it resolves, or refused; never rejects. */
  submit(lotId: number, input: LaneInput): Promise<LaneAnswer>;
  /** Takes no more orders (`unavailable`) and waits for those it has. */
  stop(): Promise<void>;
  stats(): LanesStats;
}

/** What lanes are made of. `pool` is best their own: `createPool(url, {max: 16, name: 'lanes'})`. */
export interface LanesParts {
  readonly pool: pg.Pool;
  readonly notifier: { changed(records: readonly ChangedRecord[]): void };
  readonly clock: Clock;
  readonly timers: Timers;
  /** 32 random bytes in hex, new at each call (LED1). */
  readonly salt: () => string;
  readonly clockGuard?: ClockGuard | undefined;
  /** What commits wait for (DUR1). */
  readonly standby?: Pick<StandbyWatch, 'mode' | 'commitWait' | 'warned'> | undefined;
  readonly onError?: (error: unknown, lotId: number) => void;
  /** Default 8 s. */
  readonly patienceMs?: number;
  /** Default 5,000 for each lot. */
  readonly queueMax?: number;
}

/** Makes the lanes of one master. */
export function createLanes(parts: LanesParts): Lanes {
  const lanes = new Map<number, Lane>();
  const count = { batches: 0, orders: 0, largestBatch: 0, retried: 0, unknown: 0, failed: 0 };
  let stopped = false;
  let whenEmpty = () => {};
  const batchParts = {
    pool: parts.pool,
    salt: parts.salt,
    clockGuard: parts.clockGuard,
    standby: parts.standby,
    changed: (records: readonly ChangedRecord[]) => {
      if (records.length > 0) parts.notifier.changed(records);
    },
    onError: parts.onError ?? (() => {}),
  };

  function laneOf(lotId: number): Lane {
    const known = lanes.get(lotId);
    if (known) return known;
    const lane = new Lane(lotId, {
      run: (id, orders, afterUnknown) => runBatch(batchParts, id, orders, afterUnknown),
      clock: parts.clock,
      timers: parts.timers,
      patienceMs: parts.patienceMs ?? 8_000,
      queueMax: parts.queueMax ?? 5_000,
      idle() {
        lanes.delete(lotId);
        if (lanes.size === 0) whenEmpty();
      },
      counted({ orders, end }) {
        count.batches += 1;
        count.orders += orders;
        count.largestBatch = Math.max(count.largestBatch, orders);
        if (end === 'try-again') count.retried += 1;
        if (end === 'unknown') count.unknown += 1;
        if (end === 'failed') count.failed += 1;
      },
    });
    lanes.set(lotId, lane);
    return lane;
  }

  return {
    submit: (lotId, input) =>
      stopped ? Promise.resolve(refused('unavailable')) : laneOf(lotId).submit(input),
    async stop() {
      stopped = true;
      if (lanes.size === 0) return;
      await new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
    },
    stats: () => ({
      ...count,
      averageBatch: count.batches === 0 ? 0 : count.orders / count.batches,
      lanes: lanes.size,
      waiting: [...lanes.values()].reduce((sum, lane) => sum + lane.waiting, 0),
    }),
  };
}
