import type pg from 'pg';

/** A bidder's registration as read with its lock. */
export interface LockedRegistration {
  readonly id: number;
  readonly auctionId: number;
  readonly userId: string;
  readonly paddle: number;
  readonly status: 'pending' | 'approved' | 'declined' | 'suspended';
  readonly deposit: 'required' | 'held' | 'released' | 'kept';
  readonly limitMinor: number | null;
  readonly hasPriority: boolean;
}

/** Whom a batch locks. */
export interface Participants {
  /** Who bids, by sale and person; whoever is not registered is simply missing in the answer. */
  readonly bidders: readonly { readonly auctionId: number; readonly userId: string }[];
  /** Who bids, by registration: those whose bids wait for the opening (ABS1). */
  readonly bidderIds: readonly number[];
  /** Whose stake may change without a bid of theirs. */
  readonly leaderIds: readonly number[];
}

/** See `lockRegistrations`. */
export interface LockedRegistrations {
  readonly bidders: readonly LockedRegistration[];
  /** Leaders who have a limit. */
  readonly limitedLeaderIds: readonly number[];
}

const COLUMNS = `r.id, r.auction_id as "auctionId", r.user_id as "userId", r.paddle, r.status,
  r.deposit, r.limit_minor as "limitMinor", r.has_priority as "hasPriority"`;

/**
 * Locks the registrations of who bids, by id, after the lots (LCK1): shared, so that what the house
 * decides of a bidder waits for the batch, and bids on other lots do not. Leaders are only asked
 * whether they have a limit: that can change under the locks of their lots alone (`limit-write.ts`).
 */
export async function lockRegistrations(
  client: pg.PoolClient,
  of: Participants,
): Promise<LockedRegistrations> {
  const { bidders, bidderIds, leaderIds } = of;
  if (bidders.length + bidderIds.length + leaderIds.length === 0) {
    return { bidders: [], limitedLeaderIds: [] };
  }
  const { rows } = await client.query<LockedRegistration & { isBidder: boolean }>({
    name: 'registration-lock',
    text: `select * from (
             select ${COLUMNS}, true as "isBidder" from registration r
              where id = any($3::int[] || array(
                      select r.id from unnest($1::int[], $2::uuid[]) as b(auction_id, user_id)
                        join registration r using (auction_id, user_id)))
              order by id for share) bidder
           union all
           select ${COLUMNS}, false from registration r
            where id = any($4::int[]) and limit_minor is not null`,
    values: [
      bidders.map((bidder) => bidder.auctionId),
      bidders.map((bidder) => bidder.userId),
      bidderIds,
      leaderIds,
    ],
  });
  return {
    bidders: rows.filter(({ isBidder }) => isBidder),
    limitedLeaderIds: rows.flatMap(({ id, isBidder }) => (isBidder ? [] : [id])),
  };
}
