import { type Queryable, rowsOf } from './queryable';

/** The epoch (EPO1) and the server's clock, milliseconds since 1970: "as of" of a rendered page. */
export async function readMoment(db: Queryable): Promise<{ epoch: number; nowMs: number }> {
  const [row] = await rowsOf<{ epoch: number; now_ms: number }>(db, {
    name: 'read-moment',
    text: `select epoch, (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
      from epoch where id = 1`,
    values: [],
  });
  if (!row) throw new Error('the table epoch has no row: the database is not migrated');
  return { epoch: row.epoch, nowMs: row.now_ms };
}
