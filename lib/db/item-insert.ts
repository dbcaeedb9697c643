import { type Queryable, rowsOf } from './read/queryable';

/** A lot and its catalogue entry, ready to be stored; they share one id (REC1). */
export interface NewLotRow {
  id: number;
  lotNumber: number;
  channel: number;
  phase: string;
  opensAtMs: number;
  closesAtMs: number;
  state: unknown;
  body: unknown;
  title: unknown;
  description: unknown;
  condition: unknown;
  notice: unknown;
  estimateLowMinor: number | null;
  estimateHighMinor: number | null;
  pictures: readonly string[];
  clientKey: string | null;
}

/** Takes ids for new lots from the primary's sequence; ids of a refused write stay unused. */
export async function takeLotIds(db: Queryable, count: number): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(db, {
    name: 'lot-take-ids',
    text: `select nextval(pg_get_serial_sequence('lot', 'id'))::int as id
      from generate_series(1, $1)`,
    values: [count],
  });
  return rows.map((row) => row.id);
}

/** Inserts new lots and their entries in one statement, all at version 1. */
export async function insertLots(
  db: Queryable,
  sale: { auctionId: number; ladderId: number },
  lots: readonly NewLotRow[],
): Promise<void> {
  await db.query({
    name: 'lot-insert-many',
    text: `with n as (select * from jsonb_to_recordset($3::jsonb) as r(id int, "lotNumber" int,
        channel int, phase text, "opensAtMs" float8, "closesAtMs" float8, state jsonb, body jsonb,
        title jsonb, description jsonb, condition jsonb, notice jsonb, "estimateLowMinor" bigint,
        "estimateHighMinor" bigint, pictures jsonb, "clientKey" uuid)),
      o as (insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, opens_at,
          closes_at, state, body)
        select id, $1, "lotNumber", channel, phase, $2, to_timestamp("opensAtMs" / 1000),
          to_timestamp("closesAtMs" / 1000), state, body from n)
      insert into item (lot_id, auction_id, title, description, condition, notice, estimate_low_minor,
        estimate_high_minor, pictures, client_key)
      select id, $1, title, description, condition, notice, "estimateLowMinor", "estimateHighMinor",
        pictures, "clientKey" from n`,
    values: [sale.auctionId, sale.ladderId, JSON.stringify(lots)],
  });
}

/** Lots that a client key made already (EDT1), by key. */
export async function lotsByClientKey(
  db: Queryable,
  auctionId: number,
  clientKeys: readonly string[],
): Promise<Map<string, number>> {
  if (clientKeys.length === 0) return new Map();
  const rows = await rowsOf<{ key: string; id: number }>(db, {
    name: 'item-by-client-key',
    text: `select client_key::text as key, lot_id as id from item
      where auction_id = $1 and client_key = any($2::uuid[])`,
    values: [auctionId, [...clientKeys]],
  });
  return new Map(rows.map((row) => [row.key, row.id]));
}

/** The highest lot number of a sale; 0 without lots. */
export async function lastLotNumber(db: Queryable, auctionId: number): Promise<number> {
  const [row] = await rowsOf<{ n: number | null }>(db, {
    name: 'lot-last-number',
    text: 'select max(lot_number) as n from lot where auction_id = $1',
    values: [auctionId],
  });
  return row?.n ?? 0;
}
