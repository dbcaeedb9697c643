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
 * What is due, each its own way into an index, so that a round costs what it takes and not what the house has:
 * to close, longest overdue first and then by id; to open; to be resumed (TIM2).
 */
const DUE = `with hold as materialized (
    select frozen_at, held_at, floor_at from closing_hold where id = 1),
  closing as (
    select ${COLUMNS} from lot l
     where l.phase = 'open' and l.due_at <= now() and l.id <> all($2::int[])
       and (select frozen_at from hold) is null
       and (l.closes_at < (select floor_at from hold)
            and l.opens_at <= (select held_at from hold)) is not true
     order by l.due_at, l.id limit $1 for no key update of l skip locked),
  opening as (
    select ${COLUMNS} from lot l
     where l.phase = 'scheduled' and l.opens_at <= now() and l.id <> all($2::int[])
       and ${GOES_BY_THE_CLOCK}
       and exists (select 1 from auction a where a.id = l.auction_id and a.state in ('published', 'live'))
     order by l.opens_at, l.id limit $1 - (select count(*) from closing)
       for no key update of l skip locked),
  resuming as (
    select ${COLUMNS} from lot l
     where l.phase = 'open' and l.id <> all($2::int[]) and ${GOES_BY_THE_CLOCK}
       and l.closes_at <= (select greatest(floor_at, case when frozen_at is not null then now() end)
                             from hold)
       and (l.closes_at < (select floor_at from hold) and l.opens_at <= (select held_at from hold)
            or (select frozen_at from hold) is not null and l.closes_at <= now())
     order by l.closes_at, l.id
     limit $1 - (select count(*) from closing) - (select count(*) from opening)
       for no key update of l skip locked)`;

/**
 * Locks at most `limit` lots that are due to close, to open, or to be resumed (TIM2), leaving out those that
 * somebody else holds (CLS5) and `except`; it waits for nobody, so they need no order (LCK1). By the time of
 * the transaction's start: the rules look again under the lock.
 */
export async function lockDueLots(
  client: pg.PoolClient,
  { limit, except }: { readonly limit: number; readonly except: readonly number[] },
): Promise<LockedLot[]> {
  const { rows } = await client.query<LockedLot>({
    name: 'lot-lock-due',
    text: `${DUE} select * from closing union all select * from opening
            union all select * from resuming order by id`,
    values: [limit, except],
  });
  return rows;
}
