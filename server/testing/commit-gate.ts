import type pg from 'pg';

/** A gate before COMMIT: while it is closed, what wrote the table has done all but take effect. */
export interface CommitGate {
  /** Closes it: the next COMMIT hangs. */
  close(): Promise<{ open(): Promise<void> }>;
  /**
   * Waits until a session hangs in COMMIT. @returns its process's number.
   * @param otherThan one that was ended and may be listed for a moment longer.
   */
  pidInCommit(otherThan?: number): Promise<number>;
}

/** Any number: the advisory lock that a COMMIT waits for. */
const LOCK = 42;

/** Builds a gate before every COMMIT that writes rows of this table, in the pool's own database. */
export async function buildCommitGate(
  pool: pg.Pool,
  before: 'insert on bid_key' | 'insert on ledger_head' | 'update on lot',
): Promise<CommitGate> {
  await pool.query(`
    create function wait_at_gate() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(${LOCK});
      return null;
    end $$;
    create constraint trigger gate after ${before} deferrable initially deferred
      for each row execute function wait_at_gate()`);
  return {
    async close() {
      const holder = await pool.connect();
      await holder.query('select pg_advisory_lock($1)', [LOCK]);
      return {
        async open() {
          await holder.query('select pg_advisory_unlock($1)', [LOCK]);
          holder.release();
        },
      };
    },
    async pidInCommit(otherThan = 0) {
      for (;;) {
        const { rows } = await pool.query<{ pid: number }>(
          `select pid from pg_stat_activity where datname = current_database() and pid <> $1
              and query = 'commit' and wait_event = 'advisory' and state = 'active'`,
          [otherThan],
        );
        if (rows[0]) return rows[0].pid;
      }
    },
  };
}
