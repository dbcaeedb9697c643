import type pg from 'pg';
import { IS_CANCELLED, undoneSql } from './public-bids';

/** A lot that a person has bid on (the API's `myBid`); their own maximum is for them alone. */
export interface MyBidRow {
  readonly lotId: number;
  readonly auctionId: number;
  readonly paddle: number;
  /**
   * Their last accepted amount that stands; where none does, the last that did; of a bid that only waits
   * for the opening, the last they left. Of several units, for one.
   */
  readonly myMaxMinor: number;
  /** How many units they asked for by it, and the fewest that would do (MUL2). */
  readonly units: number;
  readonly leastUnits: number;
  /**
   * What of the lot is theirs, without premium: of one that is sold, which may be none, and of a Dutch lot as
   * soon as they bought of it (DUT1). Null: nobody has anything of it yet.
   */
  readonly won: { readonly units: number; readonly totalMinor: number } | null;
  /** Nothing of theirs was taken but a bid left before the opening (ABS1). */
  readonly isLeft: boolean;
  /** When they last bid, ISO 8601 UTC. */
  readonly lastBidAt: string;
  /** The house took their last bid back (RET1). */
  readonly isCancelled: boolean;
  /** The last one of theirs that was taken. */
  readonly lastBidId: string;
}

/** The last of somebody's amounts, as far as they are known: erased ones are not. */
const last = (what: string, where: string) =>
  `(array_agg(${what} order by l.entry desc) filter (where ${where}))[1]`;

const KNOWN = 'coalesce(o.amount_minor, l.public_amount_minor) is not null';
const STANDING = `${KNOWN} and l.kind <> 'bidLeft' and not l.cancelled`;

/** The same bid's column for all of them: the last that stands, else the last, else the last that was left. */
const ofLast = (what: string) =>
  `coalesce(${last(what, STANDING)}, ${last(what, `${KNOWN} and l.kind <> 'bidLeft'`)},
            ${last(what, KNOWN)})`;

/**
 * What of a lot one paddle has: as its end says, or what it bought at a falling price until then.
 */
const WON = `coalesce(
  (select json_build_object('units', coalesce(sum((sale ->> 'units')::int), 0),
                            'totalMinor', coalesce(sum((sale ->> 'units')::bigint * (sale ->> 'priceMinor')::bigint), 0))
     from (select e.line::json -> 'sales' as sales from ledger e
            where e.lot_id = l.lot_id and e.kind in ('sold', 'bid') and e.code is null
            order by e.entry desc limit 1) ended,
          json_array_elements(case when json_typeof(ended.sales) = 'array' then ended.sales
                              else '[]' end) sale
    where (sale ->> 'paddle')::int = r.paddle
   having t.phase = 'sold'),
  json_build_object(
    'units', sum((l.line::json ->> 'units')::int) filter (where l.bought),
    'totalMinor', sum((l.line::json ->> 'units')::bigint * l.public_amount_minor) filter (where l.bought)))`;

const myBidsSql = (
  where: string,
) => `select l.lot_id as "lotId", r.auction_id as "auctionId", r.paddle,
                  ${ofLast('coalesce(o.amount_minor, l.public_amount_minor)')} as "myMaxMinor",
                  ${ofLast("coalesce((l.line::json ->> 'units')::int, 1)")} as units,
                  ${ofLast("coalesce((l.line::json ->> 'leastUnits')::int, 1)")} as "leastUnits",
                  ${WON} as won,
                  bool_and(l.kind = 'bidLeft') as "isLeft",
                  max(l.received_at) as "lastBidAt",
                  (array_agg(l.cancelled order by l.entry desc))[1] as "isCancelled",
                  max(l.bid_id)::text as "lastBidId"
             from registration r
             join lateral (select b.*, b.kind = 'bid' and not b.cancelled
                                  and b.line::json ->> 'outcome' = 'bought' as bought
                             from (select l.*, ${IS_CANCELLED} as cancelled from ledger l
                                    where l.registration_id = r.id and l.code is null
                                      and l.kind in ('bid', 'floorBid', 'sold', 'bidLeft')
                                      and l.entry not in (${undoneSql('l.lot_id')})) b) l on true
             join lot t on t.id = l.lot_id
             left join ledger_opening o on o.lot_id = l.lot_id and o.entry = l.entry
                                       and o."of" = 'max'
            where ${where}
            group by l.lot_id, t.phase, r.auction_id, r.paddle
            order by max(l.bid_id) desc limit 500`;

async function read(
  db: Pick<pg.Pool, 'query'>,
  statement: { name: string; text: string; values: unknown[] },
): Promise<MyBidRow[]> {
  const { rows } = await db.query<
    Omit<MyBidRow, 'lastBidAt' | 'won'> & {
      lastBidAt: Date;
      won: { units: number | null; totalMinor: number | null };
    }
  >(statement);
  return rows.map(({ lastBidAt, won: { units, totalMinor }, ...row }) => ({
    ...row,
    won: units === null || totalMinor === null ? null : { units, totalMinor },
    lastBidAt: lastBidAt.toISOString(),
  }));
}

/** The lots that a person has an accepted bid on, the latest bid first, at most 500. */
export const listMyBids = (db: Pick<pg.Pool, 'query'>, userId: string): Promise<MyBidRow[]> =>
  read(db, { name: 'ledger-my-bids', text: myBidsSql('r.user_id = $1'), values: [userId] });

/** The same of one registration. */
export const bidsOfRegistration = (
  db: Pick<pg.Pool, 'query'>,
  registrationId: number,
): Promise<MyBidRow[]> =>
  read(db, {
    name: 'ledger-bids-of-registration',
    text: myBidsSql('r.id = $1'),
    values: [registrationId],
  });
