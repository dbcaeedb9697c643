import pg from 'pg';

/** A bid that the old primary had taken and the new one never heard of. */
export interface LostBid {
  readonly bidId: string;
  readonly lotId: number;
  readonly lotNumber: number;
  readonly paddle: number | null;
  /** What may be told of its amount; null for a silent raise. */
  readonly publicAmountMinor: number | null;
  readonly currency: string;
  readonly decidedAt: string;
}

interface OldEntry extends LostBid {
  readonly hash: string;
}

/**
 * Accepted bids in the ledger of the old primary that the new one lacks, oldest first. Only rows of
 * transactions from `horizonXid` on are looked at; each is then looked for by its hash, which no other
 * history can hold (LED1).
 */
export async function findLostBids(input: {
  readonly oldUrl: string;
  readonly newUrl: string;
  readonly horizonXid: string;
}): Promise<LostBid[]> {
  const late = await rows<OldEntry>(
    input.oldUrl,
    `select e.bid_id::text as "bidId", e.lot_id as "lotId", l.lot_number as "lotNumber", e.paddle,
            e.public_amount_minor::float8 as "publicAmountMinor", l.state ->> 'currency' as currency,
            to_char(e.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "decidedAt",
            encode(e.hash, 'hex') as hash
       from ledger e join lot l on l.id = e.lot_id
      where (e.kind in ('bid', 'bidLeft') or (e.kind = 'sold' and e.paddle is not null))
        and e.code is null and age(e.xmin) <= age($1::text::xid)
      order by e.bid_id`,
    [String(BigInt(input.horizonXid) & 0xffff_ffffn)],
  );
  const kept = await rows<{ hash: string }>(
    input.newUrl,
    `select encode(hash, 'hex') as hash from ledger
      where lot_id = any($1::int[]) and encode(hash, 'hex') = any($2::text[])`,
    [late.map(({ lotId }) => lotId), late.map(({ hash }) => hash)],
  );
  const known = new Set(kept.map(({ hash }) => hash));
  return late.flatMap(({ hash, ...bid }) => (known.has(hash) ? [] : [bid]));
}

async function rows<Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {}); // The query itself rejects.
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
