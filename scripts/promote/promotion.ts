import type pg from 'pg';
import { raiseEpoch } from '../../lib/db/epoch-raise';
import { createPool } from '../../lib/db/pools';
import { readServerSeen } from '../../lib/db/server-seen-read';

/** Why nothing was promoted; nothing was changed either, unless it says so. */
export class NotPromoted extends Error {
  override readonly name = 'NotPromoted';
}

/** What a promotion works on. */
export interface PromotionParts {
  /** Both as an account that may call `pg_promote()`. */
  readonly primaryUrl: string;
  readonly standbyUrl: string;
  /** Sees to it that the old primary never takes another write. Rejects when it could not. */
  readonly fence: () => Promise<void>;
  readonly say: (line: string) => void;
}

/** How it went. */
export interface Promotion {
  readonly epoch: number;
  readonly timeline: number | null;
  /** From the fence to the first possible write. */
  readonly tookMs: number;
  /** Log the standby lacked when it was last asked, in bytes; null where the primary did not say. */
  readonly missingBytes: number | null;
  /** Transactions of the old primary that the new one may lack have this xid or a later one. */
  readonly horizonXid: string;
}

/** A primary that hangs is not waited for. */
const ASK_MS = 2_000;
const PROMOTE_SECONDS = 60;

async function withPool<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = createPool(url, { max: 1, name: 'promote', statementMs: PROMOTE_SECONDS * 1_000 });
  try {
    return await work(pool);
  } finally {
    void pool.end();
  }
}

const inTime = <T>(answer: Promise<T>): Promise<T | null> =>
  Promise.race([
    answer.catch(() => null),
    new Promise<null>((resolve) => setTimeout(() => resolve(null), ASK_MS).unref()),
  ]);

const LOG_BYTES = `select (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::float8 as bytes`;
const RECEIVED = `select (greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                          - '0/0'::pg_lsn)::float8 as bytes,
                         pg_snapshot_xmin(pg_current_snapshot())::text as xid`;

/**
 * Makes the standby the primary (EPO1): the old primary is fenced first, then the standby is promoted,
 * and the epoch is raised there before anybody can write. Masters find it by themselves.
 * @throws NotPromoted when the standby is none, does not answer, or the fence failed.
 */
export async function promote(parts: PromotionParts): Promise<Promotion> {
  const { say } = parts;
  return withPool(parts.standbyUrl, async (standby) => {
    const before = await readServerSeen(standby).catch((error: unknown) => {
      throw new NotPromoted(`the read replica does not answer: ${String(error)}`);
    });
    if (!before.inRecovery) {
      throw new NotPromoted('the server to promote is a primary already, of no other');
    }
    const writtenBytes = await withPool(parts.primaryUrl, (primary) =>
      inTime(
        primary.query<{ bytes: number }>(LOG_BYTES).then(({ rows }) => rows[0]?.bytes ?? null),
      ),
    );
    const startedMs = performance.now();
    try {
      await parts.fence();
    } catch (error) {
      throw new NotPromoted(`the primary is not fenced, so nothing is promoted: ${String(error)}`);
    }
    say('the old primary is fenced: it takes no write any more');
    const { rows } = await standby.query<{ bytes: number; xid: string }>(RECEIVED);
    const [received] = rows;
    if (!received) throw new NotPromoted('the read replica did not tell how far it is');
    await standby.query(`select pg_promote(true, ${PROMOTE_SECONDS})`);
    await raiseEpoch(standby);
    const after = await readServerSeen(standby);
    if (after.inRecovery) throw new NotPromoted('the read replica was asked, and is still none');
    return {
      epoch: after.epoch,
      timeline: after.timeline,
      tookMs: performance.now() - startedMs,
      missingBytes: writtenBytes === null ? null : Math.max(0, writtenBytes - received.bytes),
      horizonXid: received.xid,
    };
  });
}
