import type { RecordKey } from '../api/record-key';

/** A row of `change`: which record is at which version, for anti-entropy (ANT1). */
export interface ChangeRow {
  readonly key: RecordKey;
  readonly version: number;
  readonly channel: string;
  readonly gone: boolean;
}

/**
 * Upserts rows of `change` from one JSON array of `ChangeRow` (parameter $1). `xid` is the writer's
 * own transaction: a node that asks for `xid >= token` with the xmin of the snapshot that answered
 * it before misses nothing, in whatever order transactions commit (ANT1).
 */
export const UPSERT_CHANGES_SQL = `
  insert into "change" (key, version, channel, gone, xid)
  select c.key, c.version, c.channel, c.gone, pg_current_xact_id()::text::bigint
    from jsonb_to_recordset($1::jsonb) as c(key text, version int, channel text, gone boolean)
   order by c.key
  on conflict (key) do update
    set version = excluded.version, channel = excluded.channel,
        gone = excluded.gone, xid = excluded.xid`;

/** Just so much of a `pg` client as one statement needs; a client inside a transaction is one. */
export interface SqlClient {
  query(query: { name?: string; text: string; values: unknown[] }): Promise<unknown>;
}

/** Just so much of Prisma's interactive transaction as one statement needs. */
export interface PrismaSql {
  $executeRawUnsafe(text: string, ...values: unknown[]): Promise<number>;
}

const parameter = (rows: readonly ChangeRow[]) =>
  JSON.stringify(rows.map(({ key, version, channel, gone }) => ({ key, version, channel, gone })));

/**
 * Writes changes of records inside the caller's transaction (ANT1), which holds the locks of those
 * records; after its commit tell the notifier the same rows.
 */
export async function upsertChanges(client: SqlClient, rows: readonly ChangeRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'change-upsert',
    text: UPSERT_CHANGES_SQL,
    values: [parameter(rows)],
  });
}

/** The same inside a Prisma transaction: `upsertChangesPrisma(tx, rows)`. */
export async function upsertChangesPrisma(
  transaction: PrismaSql,
  rows: readonly ChangeRow[],
): Promise<void> {
  if (rows.length > 0) await transaction.$executeRawUnsafe(UPSERT_CHANGES_SQL, parameter(rows));
}
