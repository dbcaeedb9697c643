import pg from 'pg';
import { checkedBigInt } from './checked-bigint';

/** What a pool is for. */
export interface PoolOptions {
  /** Most connections at once. */
  readonly max: number;
  /** Shown in `pg_stat_activity` as `lotcast-<name>`. */
  readonly name: string;
  /** A statement that runs longer is cancelled; default 10 s. */
  readonly statementMs?: number;
}

const INT8 = pg.types.builtins.INT8;

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary'
    ? checkedBigInt
    : pg.types.getTypeParser(oid, format as 'text');

/**
 * Connections to one PostgreSQL for plain SQL. Every wait has an end: for a connection, a lock, a
 * statement, and a transaction whose client fell silent. int8 arrives as a checked number
 * (`checkedBigInt`). A connection that breaks while idle is replaced; the next query tells if it
 * cannot be. Close it with `pool.end()`.
 */
export function createPool(url: string, options: PoolOptions): pg.Pool {
  const statementMs = options.statementMs ?? 10_000;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `lotcast-${options.name}`,
    max: options.max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: statementMs,
    lock_timeout: Math.min(5_000, statementMs),
    idle_in_transaction_session_timeout: 15_000,
    // A peer that vanished without a word answers no statement timeout; this ends the wait here.
    query_timeout: statementMs + 2_000,
    types: { getTypeParser },
    // Every statement is small: compiling one to machine code costs more than running it.
    options: '-c jit=off -c TimeZone=UTC',
  });
  pool.on('error', () => {}); // Lost while idle: the pool has dropped it already.
  return pool;
}
