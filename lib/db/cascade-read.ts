import type pg from 'pg';
import { COLUMNS, type LockedLot } from './lot-lock';

/** Whose close others move and which moves others' (SFT6): not where a clerk calls the lot, or its price falls to its end. */
const FOLLOWS_OTHERS = `not l.body ?| array['saleroom', 'falling']`;
/**
 * How many lots that have ended are looked at before the first that has not: those before them closed earlier by
 * the interval or more, each when it closed, so the later ones ask for more.
 */
const BEHIND = 256;
/** How many lots ahead the clock moves closes: the others follow when their turn is nearer. */
const AHEAD = 1_000;

/**
 * The lots `f` of sales whose closes hang together, each with the earliest close that the others leave it
 * (SFT6): in sequence an interval after those before it in lot order, as a group until when late bids keep
 * it open. What the clerk ended, or is called by one, holds nobody up.
 * @param sales selects among `auction a`. @param last of a sequence of `auction a`, its lots `l` that are looked at.
 */
const floorsOf = (sales: string, last: string) => `
  select id, phase, closes_at,
         max(closes_at - rank * apart) over (partition by auction_id order by rank
             rows between unbounded preceding and 1 preceding) + rank * apart as floor_at
    from (select l.id, a.id as auction_id, l.phase, l.closes_at,
                 (a.cascade ->> 'intervalMs')::float8 * interval '1 ms' as apart,
                 row_number() over (partition by a.id order by l.lot_number) as rank
            from auction a
           cross join lateral (
                  select min(l.lot_number) - ${BEHIND} as number from lot l
                   where l.auction_id = a.id and l.phase in ('scheduled', 'open')) first
           cross join lateral (
                  select l.id, l.lot_number, l.phase, l.closes_at from lot l
                   where l.auction_id = a.id and l.lot_number >= first.number and ${FOLLOWS_OTHERS}
                     and (l.phase in ('scheduled', 'open') or l.state ->> 'endedBy' = 'clock')
                     ${last}) l
           where a.cascade ->> 'mode' = 'sequence' and a.state in ('published', 'live') and ${sales}) s
  union all
  select l.id, l.phase, l.closes_at, k.until as floor_at
    from auction a join kept_open k on k.auction_id = a.id join lot l on l.auction_id = a.id
   where a.cascade ->> 'mode' = 'group' and a.state in ('published', 'live')
     and ${sales} and ${FOLLOWS_OTHERS}`;

/** A lot, and when it has to close at the earliest because of the others of its sale. */
export interface CascadeFloor {
  readonly lotId: number;
  readonly floorMs: number;
}

/** Which of these lots, whose locks are had, others of their sales hold open, and until when (SFT6). Waits for nothing. */
export async function readCascadeFloors(
  client: pg.PoolClient,
  of: { readonly auctionIds: readonly number[]; readonly lotIds: readonly number[] },
): Promise<CascadeFloor[]> {
  if (of.lotIds.length === 0) return [];
  const upTo = `and l.lot_number <= (select max(n.lot_number) from lot n
                  where n.id = any($2::int[]) and n.auction_id = a.id)`;
  const { rows } = await client.query<CascadeFloor>({
    name: 'cascade-floors-read',
    text: `select f.id as "lotId", round(extract(epoch from f.floor_at) * 1000)::float8 as "floorMs"
             from (${floorsOf('a.id = any($1::int[])', upTo)}) f
            where f.id = any($2::int[]) and f.floor_at is not null`,
    values: [of.auctionIds, of.lotIds],
  });
  return rows;
}

/**
 * Locks at most `limit` lots that have to close later because of others of their sale (SFT6), by id,
 * leaving out those that somebody else holds and `except`. The rules look again under the lock.
 */
export async function lockCascading(
  client: pg.PoolClient,
  { limit, except }: { readonly limit: number; readonly except: readonly number[] },
): Promise<LockedLot[]> {
  const { rows } = await client.query<LockedLot>({
    name: 'lot-lock-cascading',
    text: `select ${COLUMNS} from lot l
            where l.id in (select f.id from (${floorsOf(
              'true',
              `order by l.lot_number limit ${AHEAD + BEHIND}`,
            )}) f
                            where f.phase in ('scheduled', 'open') and f.closes_at < f.floor_at)
              and l.id <> all($2::int[])
            order by l.id limit $1 for no key update of l skip locked`,
    values: [limit, except],
  });
  return rows;
}

/**
 * The sales among these in which nobody is at another open lot: a bid that is being decided there may keep
 * the whole group open (SFT6). It never waits; until this transaction ends nobody can begin one.
 * @param own the lots whose locks are had.
 */
export async function lockQuietGroups(
  client: pg.PoolClient,
  auctionIds: readonly number[],
  own: readonly number[],
): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>({
    name: 'lot-lock-quiet-groups',
    text: `with free as (
             select l.id, l.auction_id from lot l
              where l.auction_id = any($1::int[]) and l.phase = 'open' and l.id <> all($2::int[])
              for share skip locked)
           select s.id from unnest($1::int[]) as s(id)
            where (select count(*) from lot l where l.auction_id = s.id and l.phase = 'open'
                      and l.id <> all($2::int[]))
                = (select count(*) from free f where f.auction_id = s.id)`,
    values: [auctionIds, own],
  });
  return rows.map(({ id }) => id);
}
