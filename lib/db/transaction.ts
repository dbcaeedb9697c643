import pg from 'pg';
import type { Timers } from '../shared/ports';

/**
 * How a transaction ended when nothing was refused: `committed`; `lost`, the connection broke during
 * COMMIT and nobody knows (LAN2); `warned`, COMMIT came back with a warning, so its durability is not
 * what was asked for (DUR2).
 */
export type Committed<T> = { readonly kind: 'committed' | 'lost' | 'warned'; readonly value: T };

/** An error that PostgreSQL answered with: the session lives and the transaction is rolled back. */
const isAnsweredError = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR';

/** COMMIT that PostgreSQL turned into a rollback, because a statement before it had failed. */
class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

/** What a COMMIT waits for (DUR1). */
export type CommitWait =
  | {
      /** Until the standby has written it, or so long; then it is called off, with a warning. */
      readonly standbyMs: number;
      /** Calls off what the session of that number waits for; by another connection. */
      readonly callOff: (processId: number) => Promise<unknown>;
      readonly timers: Timers;
    }
  /** The primary's own disk alone. */
  | 'own-disk'
  /** Whatever the server is set to. */
  | 'as-set';

function beginning(wait: CommitWait): string {
  if (wait === 'as-set') return 'begin';
  return `begin; set local synchronous_commit = ${wait === 'own-disk' ? 'local' : 'remote_write'}`;
}

/**
 * Runs `work` in one READ COMMITTED transaction on a connection of its own.
 * @throws whatever `work` or the database refused with; then nothing was committed.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  wait: CommitWait = 'as-set',
): Promise<Committed<T>> {
  const client = await pool.connect();
  // An error between two queries has no query to reject; the next one tells.
  const ignore = () => {};
  client.on('error', ignore);
  let broken = true;
  try {
    await client.query(beginning(wait));
    const value = await work(client);
    const kind = await commit(client, wait);
    broken = kind === 'lost';
    return { kind, value };
  } catch (error) {
    broken = !(await rolledBack(client));
    throw error;
  } finally {
    client.removeListener('error', ignore);
    client.release(broken);
  }
}

/**
 * No timeout of PostgreSQL's covers the wait for a standby, so it is called off from outside. Never
 * rejects. @returns ends the watch; settles when nothing can reach this session any more.
 */
function callOffWhenLate(client: pg.PoolClient, wait: CommitWait): () => Promise<unknown> {
  const { processID } = client as { processID?: number | null };
  if (typeof wait === 'string' || !processID) return () => Promise.resolve();
  let calling: Promise<unknown> = Promise.resolve();
  const { standbyMs, callOff, timers } = wait;
  const timer = timers.after(standbyMs, () => {
    calling = callOff(processID).catch(() => {});
  });
  return () => {
    timers.cancel(timer);
    return calling;
  };
}

async function commit(
  client: pg.PoolClient,
  wait: CommitWait,
): Promise<'committed' | 'lost' | 'warned'> {
  let warned = false;
  const note = () => {
    warned = true;
  };
  client.on('notice', note);
  const inTime = callOffWhenLate(client, wait);
  try {
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new RolledBack(`commit was answered with ${command}`);
    return warned ? 'warned' : 'committed';
  } catch (error) {
    if (error instanceof RolledBack || isAnsweredError(error)) throw error;
    return 'lost';
  } finally {
    await inTime();
    client.removeListener('notice', note);
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false; // The connection is gone, and the transaction with it.
  }
}

/**
 * Whether an error before COMMIT may pass by itself, so that trying again makes sense: a broken
 * connection, a server that starts or stops, a deadlock, a lock or statement that took too long.
 */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return isNetworkError(error);
  return /^(08|53|57)|^(40001|40P01|55P03|25P03|25006)$/.test(error.code ?? '');
}

/** Whether others held for too long what a statement wanted: locks, a deadlock, a timeout. */
export const isContention = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(40001|40P01|55P03|57014)$/.test(error.code ?? '');

const isNetworkError = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && /^E[A-Z]+$/.test(String(error.code))) ||
    /connection|timeout|terminat/i.test(error.message));
