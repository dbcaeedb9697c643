import type pg from 'pg';

type Queryable = Pick<pg.Pool, 'query'>;

/** After a sale's end heads follow ever further apart, at most so far: the house may still take a bid back. */
const LONGEST_PAUSE = "interval '7 days'";

const IS_RUNNING = `(a.state = 'live'
  or a.id in (select l.auction_id from lot l where l.phase in ('open', 'held')))`;

/**
 * Sales for which a head is due (HED1): live ones `beatMs` after their last, those that have ended at
 * once, and then again after as long as they have been over.
 */
export async function readSalesDueForHead(db: Queryable, beatMs: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>({
    name: 'ledger-head-due',
    text: `select a.id from auction a
      left join lateral (select h.published_at, h.ended_at from ledger_head h
        where h.auction_id = a.id order by h.seq desc limit 1) last on true
      where a.state in ('live', 'ended') and case
        when last.published_at is null then true
        when ${IS_RUNNING}
          then last.published_at <= clock_timestamp() - $1::float8 * interval '1 ms'
        else last.ended_at is null or last.published_at + least(${LONGEST_PAUSE}, greatest(
          $1::float8 * interval '1 ms', last.published_at - last.ended_at)) <= clock_timestamp()
        end
      order by a.id`,
    values: [beatMs],
  });
  return rows.map((row) => row.id);
}

/** What the next head of a sale follows, and when it is. */
export interface HeadMoment {
  /** Of the last head; 0 and null where there is none. */
  readonly lastSeq: number;
  readonly lastText: string | null;
  readonly epoch: number;
  /** The primary's clock, whole milliseconds. */
  readonly atMs: number;
  /** Since when the sale is over; null while a lot is to come or under way. */
  readonly endedAtMs: number | null;
}

/** Reads it; null where there is no such sale. Read it before the lots: then a sale that is over has no later entry. */
export async function readHeadMoment(db: Queryable, auctionId: number): Promise<HeadMoment | null> {
  const { rows } = await db.query<HeadMoment>({
    name: 'ledger-head-moment',
    text: `select coalesce(last.seq, 0) as "lastSeq", last.text as "lastText", e.epoch, now.ms as "atMs",
        case when a.state = 'ended' and not ${IS_RUNNING}
          then coalesce(floor(extract(epoch from last.ended_at) * 1000)::float8, now.ms)
          end as "endedAtMs"
      from auction a cross join epoch e
      cross join (select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as ms) now
      left join lateral (select h.seq, h.text, h.ended_at from ledger_head h
        where h.auction_id = a.id order by h.seq desc limit 1) last on true
      where a.id = $1 and e.id = 1`,
    values: [auctionId],
  });
  return rows[0] ?? null;
}

/** Where a lot's ledger stands, and how the last head has it. */
export interface HeadedLot {
  readonly lotId: number;
  readonly lotNumber: number;
  readonly entry: number;
  readonly hash: Buffer;
  /** Its leaf's, and the entry there; null where no head has it. */
  readonly place: number | null;
  readonly headedEntry: number | null;
}

/** The lots of a sale that have a ledger, by number, after `afterNumber`, at most `limit`. */
export async function readHeadedLots(
  db: Queryable,
  of: { auctionId: number; afterNumber: number; limit: number },
): Promise<HeadedLot[]> {
  const { rows } = await db.query<HeadedLot>({
    name: 'ledger-head-lots',
    text: `select l.id as "lotId", l.lot_number as "lotNumber", l.entry, l.head as hash, last.place,
        last.entry as "headedEntry"
      from lot l left join lateral (select h.place, h.entry from ledger_head_lot h
        where h.auction_id = l.auction_id and h.lot_id = l.id order by h.seq desc limit 1) last on true
      where l.auction_id = $1 and l.lot_number > $2 and l.entry > 0
      order by l.lot_number limit $3`,
    values: [of.auctionId, of.afterNumber, of.limit],
  });
  return rows;
}
