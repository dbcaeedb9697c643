import type pg from 'pg';
import { IS_CANCELLED, undoneSql } from './public-bids';

/** A lot that a person has bid on (the API's `myBid`); their own maximum is for them alone. */
export interface MyBidRow {
  readonly lotId: number;
  readonly auctionId: number;
  readonly paddle: number;
  /**
   * Their highest accepted amount that stands; where none does, the highest that did; of a bid that only
   * waits for the opening, the last they left.
   */
  readonly myMaxMinor: number;
  /** Nothing of theirs was taken but a bid left before the opening (ABS1). */
  readonly isLeft: boolean;
  /** When they last bid, ISO 8601 UTC. */
  readonly lastBidAt: string;
  /** The house took their last bid back (RET1). */
  readonly isCancelled: boolean;
  /** The last one of theirs that was taken. */
  readonly lastBidId: string;
}

const myBidsSql = (
  where: string,
) => `select l.lot_id as "lotId", r.auction_id as "auctionId", r.paddle,
                  coalesce(
                    max(coalesce(o.amount_minor, l.public_amount_minor))
                      filter (where l.kind <> 'bidLeft' and not l.cancelled),
                    max(coalesce(o.amount_minor, l.public_amount_minor))
                      filter (where l.kind <> 'bidLeft'),
                    (array_agg(o.amount_minor order by l.entry desc))[1]) as "myMaxMinor",
                  bool_and(l.kind = 'bidLeft') as "isLeft",
                  max(l.received_at) as "lastBidAt",
                  (array_agg(l.cancelled order by l.entry desc))[1] as "isCancelled",
                  max(l.bid_id)::text as "lastBidId"
             from registration r
             join lateral (select l.*, ${IS_CANCELLED} as cancelled from ledger l
                            where l.registration_id = r.id and l.code is null
                              and l.kind in ('bid', 'floorBid', 'sold', 'bidLeft')
                              and l.entry not in (${undoneSql('l.lot_id')})) l on true
             left join ledger_opening o on o.lot_id = l.lot_id and o.entry = l.entry
                                       and o."of" = 'max'
            where ${where}
            group by l.lot_id, r.auction_id, r.paddle
            order by max(l.bid_id) desc limit 500`;

async function read(
  db: Pick<pg.Pool, 'query'>,
  statement: { name: string; text: string; values: unknown[] },
): Promise<MyBidRow[]> {
  const { rows } = await db.query<Omit<MyBidRow, 'lastBidAt'> & { lastBidAt: Date }>(statement);
  return rows.map((row) => ({ ...row, lastBidAt: row.lastBidAt.toISOString() }));
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
