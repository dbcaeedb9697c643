import type pg from 'pg';

/** The entries of a lot that its clerk took back (LIV1). */
export const undoneSql = (lotId: string) =>
  `select (u.line::json #>> '{act,undoes}')::int from ledger u
    where u.lot_id = ${lotId} and u.kind = 'undone'`;

/** An accepted bid as anyone may see it (the API's `publicBid`). */
export interface PublicBidRow {
  readonly bidId: string;
  readonly entry: number;
  /** Null: somebody of the room whom the clerk did not name. */
  readonly paddle: number | null;
  /** The price this bid led to. */
  readonly priceMinor: number;
  readonly leaderPaddle: number | null;
  /** When it was decided, ISO 8601 UTC. */
  readonly at: string;
  /** The house took it back (RET1). */
  readonly isCancelled: boolean;
}

/** Whether the entry `l` of a ledger was cancelled by a later one. */
export const IS_CANCELLED = `exists (
  select 1 from ledger c, json_array_elements_text(c.line::json #> '{act,cancels}') x
   where c.lot_id = l.lot_id and c.kind = 'cancelled' and x::int = l.entry)`;

/**
 * A lot's accepted bids, of the saleroom too and without those that its clerk took back, newest first;
 * `before` is the `entry` of the last row already seen, null for the start. A purchase (BUY1) is one of
 * them. A silent raise is left out: that there was one is the leader's secret (PRX4).
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
                  (line::json ->> 'leaderPaddle')::int as "leaderPaddle", decided_at as at,
                  ${IS_CANCELLED} as "isCancelled"
             from ledger l
            where lot_id = $1 and entry < coalesce($2::int, 2147483647)
              and (kind in ('bid', 'floorBid') or (kind = 'sold' and paddle is not null))
              and code is null and public_amount_minor is not null
              and entry not in (${undoneSql('$1')})
            order by entry desc limit $3`,
    values: [lotId, before, limit],
  });
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
