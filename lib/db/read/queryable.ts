import type pg from 'pg';

/**
 * Anything that answers a query: a pool, or a client inside a transaction. Make pools with `createPool`
 * (lib/db/pools), which reads int8 as checked numbers.
 */
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

/** The rows of a named prepared statement; its name must be unique to its text. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  db: Queryable,
  statement: { name: string; text: string; values: readonly unknown[] },
): Promise<Row[]> {
  const { rows } = await db.query<Row>({ ...statement, values: [...statement.values] });
  return rows;
}
