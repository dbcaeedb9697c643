import type pg from 'pg';
import type { Clock, Timers } from '../../shared/ports';
import { createReplicaFirst } from '../replica-first';
import { type Queryable, rowsOf } from './queryable';

/** A replica further behind than this is not what a page should show: the primary is read. */
export const MOST_LAG_MS = 2_000;

/** A page reads lists; the process that renders may be busy itself. */
const DEADLINE_MS = 1_500;

/** The public reads of one page. */
export interface PageRead {
  /** EPO1: what the versions that are read belong to. */
  epoch: number;
  /** What is read from here on is at least as new as this, by the primary's clock. */
  asOfMs: number;
  /** Reads from the server chosen for this page, or from the primary when that one fails. */
  read<T>(query: (db: Queryable) => Promise<T>): Promise<T>;
}

/** See `createPageReads`. */
export interface PageReads {
  /** Call it before anything is read for a page. @throws when neither server answers. */
  begin(): Promise<PageRead>;
}

interface PrimaryHead {
  epoch: number;
  nowMs: number;
  /** Bytes of log made durable. */
  bytes: number;
}

interface Copy {
  epoch: number;
  /** Bytes of log replayed; null on what is no replica (any more). */
  bytes: number | null;
  /** When the newest change that was replayed was committed; null before the first. */
  changedAtMs: number | null;
}

/**
 * Chooses, page by page, where public records are read, and says as of when: the replica where it is
 * at most `MOST_LAG_MS` behind, else the primary. What the replica has not replayed makes the page as
 * old as the newest change it has, which may be more than it is, never less. With the primary gone
 * pages are drawn from the replica, as of that.
 */
export function createPageReads(parts: {
  primary: pg.Pool;
  replica: pg.Pool;
  clock: Clock;
  timers: Timers;
}): PageReads {
  const { primary, replica } = parts;
  const replicaFirst = createReplicaFirst({ ...parts, deadlineMs: DEADLINE_MS });
  /** A primary that hangs must not take the pages with it either. */
  const headFirst = createReplicaFirst({ ...parts, deadlineMs: DEADLINE_MS });

  const fromPrimary = ({ epoch, nowMs }: PrimaryHead): PageRead => ({
    epoch,
    asOfMs: nowMs,
    read: (query) => query(primary),
  });
  const fromReplica = (epoch: number, asOfMs: number): PageRead => ({
    epoch,
    asOfMs,
    async read(query) {
      const answer = await replicaFirst.ask(async () => ({ value: await query(replica) }));
      return answer ? answer.value : query(primary);
    },
  });

  return {
    async begin() {
      // The replica is asked last: by then it may have what the primary told of.
      const head = await headFirst.ask(() => headOf(primary));
      const copy = await replicaFirst.ask(() => copyOf(replica));
      const asOfMs = copy ? replicaAsOfMs(copy, head) : null;
      if (copy && asOfMs !== null) return fromReplica(copy.epoch, asOfMs);
      return fromPrimary(head ?? (await headOf(primary)));
    },
  };
}

/** As of when the replica may be shown; null when it may not. */
function replicaAsOfMs(copy: Copy, head: PrimaryHead | null): number | null {
  if (!head) return copy.changedAtMs;
  if (copy.bytes === null || copy.epoch !== head.epoch) return null;
  if (copy.bytes >= head.bytes) return head.nowMs;
  const { changedAtMs } = copy;
  return changedAtMs !== null && head.nowMs - changedAtMs <= MOST_LAG_MS ? changedAtMs : null;
}

async function headOf(primary: Queryable): Promise<PrimaryHead> {
  const [row] = await rowsOf<PrimaryHead>(primary, {
    name: 'read-page-head',
    text: `select epoch, (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs",
        (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::float8 as bytes
      from epoch where id = 1`,
    values: [],
  });
  return the(row);
}

async function copyOf(replica: Queryable): Promise<Copy> {
  const [row] = await rowsOf<Copy>(replica, {
    name: 'read-page-copy',
    text: `select epoch,
        case when pg_is_in_recovery()
             then (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::float8 end as bytes,
        (extract(epoch from pg_last_xact_replay_timestamp()) * 1000)::float8 as "changedAtMs"
      from epoch where id = 1`,
    values: [],
  });
  return the(row);
}

function the<T>(row: T | undefined): T {
  if (!row) throw new Error('the table epoch has no row: the database is not migrated');
  return row;
}
