import type pg from 'pg';

/** A registration's row as read with its lock. */
export interface LockedRegistration {
  readonly id: number;
  readonly auctionId: number;
  readonly userId: string;
  readonly paddle: number;
  readonly status: 'pending' | 'approved' | 'declined' | 'suspended';
}

/**
 * Locks the registrations of a batch by id (LCK1), after its lots: those of its bidders, by auction
 * and user, and those of its leaders, by id. Whoever has none is simply missing.
 */
export async function lockRegistrations(
  client: pg.PoolClient,
  of: {
    readonly bidders: readonly { readonly auctionId: number; readonly userId: string }[];
    readonly leaderIds: readonly number[];
  },
): Promise<LockedRegistration[]> {
  if (of.bidders.length + of.leaderIds.length === 0) return [];
  const { rows } = await client.query<LockedRegistration>({
    name: 'registration-lock',
    text: `select id, auction_id as "auctionId", user_id as "userId", paddle, status
             from registration
            where id = any($3::int[] || array(
                    select r.id from unnest($1::int[], $2::uuid[]) as b(auction_id, user_id)
                      join registration r using (auction_id, user_id)))
            order by id for no key update`,
    values: [
      of.bidders.map((bidder) => bidder.auctionId),
      of.bidders.map((bidder) => bidder.userId),
      of.leaderIds,
    ],
  });
  return rows;
}
