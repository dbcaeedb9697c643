import type pg from 'pg';

type Queryable = Pick<pg.PoolClient, 'query'>;

/** A head as it is kept: what is published of it, and what proves lots in it. */
export interface NewHead {
  readonly auctionId: number;
  readonly seq: number;
  readonly text: string;
  readonly signature: string;
  readonly keyId: string;
  /** Secret, hex. */
  readonly salt: string;
  readonly lots: number;
  /** Roots of each 256 leaves. */
  readonly blocks: Buffer;
  readonly atMs: number;
  readonly endedAtMs: number | null;
}

/** Keeps a head. @returns false where another master has published one of this number. */
export async function insertHead(db: Queryable, head: NewHead): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'ledger-head-insert',
    text: `insert into ledger_head (auction_id, seq, text, signature, key_id, salt, lots, blocks,
        published_at, ended_at)
      values ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8, to_timestamp($9::float8 / 1000),
        to_timestamp($10::float8 / 1000))
      on conflict (auction_id, seq) do nothing`,
    values: [
      ...[head.auctionId, head.seq, head.text, head.signature, head.keyId, head.salt],
      ...[head.lots, head.blocks, head.atMs, head.endedAtMs],
    ],
  });
  return rowCount === 1;
}

/** A lot that stands in a head where it did not stand in the one before. */
export interface MovedLot {
  readonly lotId: number;
  readonly place: number;
  readonly entry: number;
  readonly hash: Buffer;
}

/** Keeps what moved since the head before. */
export async function insertHeadLots(
  db: Queryable,
  head: { auctionId: number; seq: number },
  lots: readonly MovedLot[],
): Promise<void> {
  await db.query({
    name: 'ledger-head-lots-insert',
    text: `insert into ledger_head_lot (auction_id, seq, lot_id, place, entry, hash)
      select $1, $2, * from unnest($3::int[], $4::int[], $5::int[], $6::bytea[])`,
    values: [
      head.auctionId,
      head.seq,
      lots.map(({ lotId }) => lotId),
      lots.map(({ place }) => place),
      lots.map(({ entry }) => entry),
      lots.map(({ hash }) => hash),
    ],
  });
}
