import type pg from 'pg';

/** A lot's row as read with its lock. `state` is what the rules stored; `head` is hex. */
export interface LockedLot {
  readonly id: number;
  readonly auctionId: number;
  readonly channel: number;
  readonly version: number;
  readonly entry: number;
  readonly head: string | null;
  readonly state: unknown;
}

/** Whether the clock opens and closes the lot `l`: where a clerk calls it, it has a saleroom (LIV1). */
export const GOES_BY_THE_CLOCK = `not l.body ? 'saleroom'`;

/** The columns of a `LockedLot` of lot `l`. */
export const COLUMNS = `l.id, l.auction_id as "auctionId", l.channel, l.version, l.entry,
  encode(l.head, 'hex') as head, l.state`;

/** Locks lots by id, in that order (LCK1), and reads them as they are once the lock is had. */
export async function lockLots(
  client: pg.PoolClient,
  ids: readonly number[],
): Promise<LockedLot[]> {
  const { rows } = await client.query<LockedLot>({
    name: 'lot-lock',
    text: `select ${COLUMNS} from lot l where l.id = any($1::int[])
            order by l.id for no key update`,
    values: [ids],
  });
  return rows;
}

/**
 * Locks at most `limit` lots that are due to open, to close, or to be resumed (TIM2), by id, leaving out those that somebody
 * else holds (CLS5) and `except`. By the time of the transaction's start: the rules look again under
 * the lock.
 */
export async function lockDueLots(
  client: pg.PoolClient,
  { limit, except }: { readonly limit: number; readonly except: readonly number[] },
): Promise<LockedLot[]> {
  const { rows } = await client.query<LockedLot>({
    name: 'lot-lock-due',
    text: `select ${COLUMNS} from lot l join auction a on a.id = l.auction_id
                           join closing_hold h on h.id = 1
            where ${GOES_BY_THE_CLOCK}
              and ((l.phase = 'open' and (l.due_at <= now() or l.closes_at <= greatest(now(), h.floor_at)))
                or (l.phase = 'scheduled' and l.opens_at <= now()))
              and case
                    when l.phase = 'scheduled' then a.state in ('published', 'live')
                    when l.closes_at < h.floor_at and l.opens_at <= h.held_at then true
                    when h.frozen_at is not null then l.closes_at <= now()
                    else l.due_at <= now()
                  end
              and l.id <> all($2::int[])
            order by l.id limit $1 for no key update of l skip locked`,
    values: [limit, except],
  });
  return rows;
}
