import type pg from 'pg';

/** An accepted bid as anyone may see it (the API's `publicBid`). */
export interface PublicBidRow {
  readonly bidId: string;
  readonly entry: number;
  readonly paddle: number;
  /** The price this bid led to. */
  readonly priceMinor: number;
  readonly leaderPaddle: number;
  /** When it was decided, ISO 8601 UTC. */
  readonly at: string;
}

/**
 * A lot's accepted bids, newest first; `before` is the `entry` of the last row already seen, null for
 * the start. A silent raise is left out: that there was one is the leader's secret (PRX4).
 */
export async function listPublicBids(
  pool: Pick<pg.Pool, 'query'>,
  lotId: number,
  before: number | null,
  limit: number,
): Promise<PublicBidRow[]> {
  const { rows } = await pool.query<Omit<PublicBidRow, 'at'> & { at: Date }>({
    name: 'ledger-public-bids',
    text: `select bid_id::text as "bidId", entry, paddle,
                  (line::json ->> 'priceMinor')::bigint as "priceMinor",
                  (line::json ->> 'leaderPaddle')::int as "leaderPaddle", decided_at as at
             from ledger
            where lot_id = $1 and entry < coalesce($2::int, 2147483647)
              and kind = 'bid' and code is null and public_amount_minor is not null
            order by entry desc limit $3`,
    values: [lotId, before, limit],
  });
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
