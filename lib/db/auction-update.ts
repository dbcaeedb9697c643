import { invariant } from '../shared/assert';
import { type Queryable, rowsOf } from './read/queryable';

/** The live part of a sale as `setAuctionLive` writes it; absent fields stay. */
export interface AuctionLive {
  state?: string;
  lotsMade?: number;
  times?: { opensAt: Date | null; closesAt: Date | null };
}

/** The public body of `auction:7` as it is stored. */
export interface AuctionBody {
  id: number;
  version: number;
  state: string;
  opensAtMs: number | null;
  closesAtMs: number | null;
  lotCount: number;
}

/**
 * Changes the live part of a sale and its public body with it, +1 version (VER1). The caller holds
 * the row's lock. `keepVersion` is for the first body of a new sale.
 */
export async function setAuctionLive(
  db: Queryable,
  auctionId: number,
  change: AuctionLive & { keepVersion?: boolean },
): Promise<AuctionBody> {
  const [row] = await rowsOf<{ body: AuctionBody }>(db, {
    name: 'auction-set-live',
    text: `with n as (
        select id, version + case when $2::boolean then 0 else 1 end as version,
          coalesce($3, state) as state, coalesce($4, lots_made) as lots_made,
          case when $5::boolean then $6::timestamptz else opens_at end as opens_at,
          case when $5::boolean then $7::timestamptz else closes_at end as closes_at
        from auction where id = $1)
      update auction a set version = n.version, state = n.state, lots_made = n.lots_made,
        opens_at = n.opens_at, closes_at = n.closes_at,
        body = jsonb_build_object('id', n.id, 'version', n.version, 'state', n.state,
          'opensAtMs', floor(extract(epoch from n.opens_at) * 1000)::bigint,
          'closesAtMs', floor(extract(epoch from n.closes_at) * 1000)::bigint,
          'lotCount', n.lots_made)
      from n where a.id = n.id returning a.body`,
    values: [
      auctionId,
      change.keepVersion ?? false,
      change.state ?? null,
      change.lotsMade ?? null,
      change.times !== undefined,
      change.times?.opensAt ?? null,
      change.times?.closesAt ?? null,
    ],
  });
  invariant(row, 'a locked sale can be updated', { auctionId });
  return row.body;
}

/** How many lots of a sale are not final yet. */
export async function countUnfinishedLots(db: Queryable, auctionId: number): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(db, {
    name: 'auction-unfinished-lots',
    text: `select count(*)::int as n from lot
      where auction_id = $1 and phase in ('scheduled', 'open', 'held')`,
    values: [auctionId],
  });
  return row?.n ?? 0;
}
