import type pg from 'pg';
import { lockCascading } from '../db/cascade-read';
import { type LockedLot, lockDueLots } from '../db/lot-lock';
import { inTransaction, isContention, mayPass } from '../db/transaction';
import type { TimerHandle, Timers } from '../shared/ports';
import { type ClockGuard, ClockMoved } from './clock-moved';
import { decideAndWrite } from './lanes/decide-and-write';
import type { ChangedRecord } from './record-change';
import type { StandbyWatch } from './standby-watch';
import { tellAsItIs } from './tell-as-it-is';

/** Most lots in one transaction of the clock (CLS5). */
export const CLOSE_MAX = 200;

/** Most transactions in a row: sales follow their lots, and closes that hang together each other, in between. */
const MOST_IN_A_ROW = 5;

/** How long a lot that failed alone is left alone, doubling up to the longest. */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;

/** Bids hold a registration for milliseconds; who holds one for longer shall not hold up the others. */
const LOCK_WAIT = "set local lock_timeout = '500ms'";

/** What due lots are taken with. */
export interface DueLotsParts {
  readonly pool: pg.Pool;
  readonly notifier: { changed(records: readonly ChangedRecord[]): void };
  readonly timers: Timers;
  /** 32 random bytes in hex, new at each call (LED1). */
  readonly salt: () => string;
  readonly clockGuard?: ClockGuard | undefined;
  /** What commits wait for (DUR1). */
  readonly standby?: Pick<StandbyWatch, 'commitWait'> | undefined;
  /** A lot that could not be opened or closed, and rests now. */
  readonly onFailed: (error: unknown, lotId: number) => void;
}

/** Opens, closes and moves what is due, and keeps lots that cannot be away from the others (CLS6). */
export interface DueLots {
  /**
   * Takes what is due while `goOn` says so, a thousand lots at most. @returns how many lots were opened, closed or
   * moved, and whether there may be more. @throws when the database does not answer, or not for any lot.
   */
  take(goOn: () => boolean): Promise<{ readonly taken: number; readonly isMore: boolean }>;
  /** Lots that failed a moment ago and are not tried now. */
  resting(): number[];
  /** Forgets who rests. */
  stop(): void;
}

/** Locks some of the lots that something is due for. */
type LockSome = typeof lockDueLots;

/** Whether one lot may be what an error is about, rather than the database. */
const mayBeOfOneLot = (error: unknown): boolean =>
  !(error instanceof ClockMoved) && (!mayPass(error) || isContention(error));

/** See `DueLots`. */
export function createDueLots(parts: DueLotsParts): DueLots {
  /** Lots that failed at their last try; `timer` null: they may be tried again. */
  const failed = new Map<number, { restMs: number; timer: TimerHandle | null }>();
  const resting = () => [...failed].flatMap(([id, { timer }]) => (timer ? [id] : []));

  function rest(lotId: number, error: unknown): void {
    const before = failed.get(lotId)?.restMs ?? 0;
    const longer = isContention(error) ? 0 : Math.min(LONGEST_REST_MS, before * 2);
    const restMs = Math.max(FIRST_REST_MS, longer);
    const timer = parts.timers.after(restMs, () => failed.set(lotId, { restMs, timer: null }));
    failed.set(lotId, { restMs, timer });
    parts.onFailed(error, lotId);
  }

  /** One transaction. @returns how many it found, fewer than `limit`: none is left; and took. */
  async function takeSome(lock: LockSome, limit: number, goOn: () => boolean) {
    let due: readonly LockedLot[] = [];
    try {
      const work = async (client: pg.PoolClient) => {
        await client.query(LOCK_WAIT);
        due = await lock(client, { limit, except: resting() });
        if (due.length === 0) return [];
        const batch = due.map((lot) => ({ lot, orders: [] }));
        return (await decideAndWrite(client, batch, parts)).changed;
      };
      const { kind, value: changed } = await inTransaction(
        parts.pool,
        work,
        parts.standby?.commitWait(),
      );
      // After a lost COMMIT the next round sees what is left of it to be done.
      if (kind === 'lost') await tellAsItIs(parts, changed);
      else if (changed.length > 0) parts.notifier.changed(changed);
      for (const { id } of due) failed.delete(id);
      return { found: due.length, taken: due.length };
    } catch (error) {
      const [first, second] = due;
      if (!first || !mayBeOfOneLot(error)) throw error;
      if (second) return { found: due.length, taken: await takeOneByOne(lock, due.length, goOn) };
      rest(first.id, error);
      return { found: 1, taken: 0 };
    }
  }

  /** Each in a transaction of its own: one that fails rests, and the next is another. */
  async function takeOneByOne(lock: LockSome, count: number, goOn: () => boolean): Promise<number> {
    let taken = 0;
    for (let at = 0; at < count && goOn(); at += 1) taken += (await takeSome(lock, 1, goOn)).taken;
    return taken;
  }

  async function takeAll(lock: LockSome, goOn: () => boolean) {
    let taken = 0;
    let found = CLOSE_MAX;
    for (let at = 0; at < MOST_IN_A_ROW && found === CLOSE_MAX && goOn(); at += 1) {
      const some = await takeSome(lock, CLOSE_MAX, goOn);
      found = some.found;
      taken += some.taken;
    }
    return { taken, isMore: found === CLOSE_MAX };
  }

  return {
    resting,
    async take(goOn) {
      // Whose close moves because another's did, moves before anything closes (SFT6).
      const moved = await takeAll(lockCascading, goOn);
      const ended = await takeAll(lockDueLots, goOn);
      return { taken: moved.taken + ended.taken, isMore: moved.isMore || ended.isMore };
    },
    stop() {
      for (const { timer } of failed.values()) if (timer) parts.timers.cancel(timer);
      failed.clear();
    },
  };
}
