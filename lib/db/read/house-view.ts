import { IS_CANCELLED } from './public-bids';
import { type Queryable, rowsOf } from './queryable';

/** Most bids, and most acts, that are read of a lot. */
const MOST = 200;

/** A bid that was taken, with what its ledger line says. */
export interface HouseBidRow {
  readonly entry: number;
  readonly paddle: number;
  readonly outcome: 'leading' | 'outbid' | 'raised' | null;
  readonly priceMinor: number | null;
  readonly at: Date;
  /** A raise that changed nothing that anyone sees (PRX4). */
  readonly isSilent: boolean;
  readonly isCancelled: boolean;
}

/** An entry of the house or the clock, with who and why where that is known. */
export interface LotActRow {
  readonly entry: number;
  readonly kind: string;
  readonly at: Date;
  readonly by: string;
  readonly paddle: number | null;
  readonly cancels: readonly number[] | null;
  /** As the house's acts know it, else the audit. */
  readonly who: string | null;
  readonly second: string | null;
  readonly reason: string | null;
  readonly changes: Readonly<Record<string, readonly [unknown, unknown]>> | null;
}

/** A lot as its house sees it; the primary has it. */
export interface HouseViewRow {
  readonly houseId: number;
  readonly state: unknown;
  /** Somebody has paid for it (PAY1). */
  readonly isPaid: boolean;
  readonly wish: {
    readonly version: number;
    readonly userId: string;
    readonly name: string;
    readonly reason: string;
  } | null;
}

/** The lot, and a reopening that waits for a second person; null where there is no such lot. */
export async function houseView(db: Queryable, lotId: number): Promise<HouseViewRow | null> {
  const [row] = await rowsOf<HouseViewRow>(db, {
    name: 'read-house-view',
    text: `select a.house_id as "houseId", l.state,
        exists (select 1 from lot_payment y where y.lot_id = l.id) as "isPaid",
        (select json_build_object('version', w.version, 'userId', w.actor_id, 'name', p.name,
                                  'reason', w.reason)
           from reopening_wish w join person p on p.id = w.actor_id where w.lot_id = l.id) as wish
      from lot l join auction a on a.id = l.auction_id where l.id = $1`,
    values: [lotId],
  });
  return row ?? null;
}

/** The newest accepted bids of a lot, the newest first. */
export const houseBids = (db: Queryable, lotId: number): Promise<HouseBidRow[]> =>
  rowsOf<HouseBidRow>(db, {
    name: 'read-house-bids',
    text: `select entry, paddle, line::json ->> 'outcome' as outcome,
        (line::json ->> 'priceMinor')::bigint as "priceMinor", decided_at as at,
        public_amount_minor is null as "isSilent",
        ${IS_CANCELLED} as "isCancelled"
      from ledger l where lot_id = $1 and kind = 'bid' and code is null
      order by entry desc limit ${MOST}`,
    values: [lotId],
  });

/** What the house and the clock did to a lot, the newest first. */
export const lotActs = (db: Queryable, lotId: number): Promise<LotActRow[]> =>
  rowsOf<LotActRow>(db, {
    name: 'read-lot-acts',
    text: `select l.entry, l.kind, l.decided_at as at, l.line::json ->> 'by' as by, l.paddle,
        l.line::json #> '{act,cancels}' as cancels, s.name as second, h.reason, h.changes,
        coalesce(p.name, (select q.name from audit a join person q on q.id = a.actor_id
          where a.subject = 'lot:' || l.lot_id and a.detail ->> 'entry' = l.entry::text
          order by a.id limit 1)) as who
      from ledger l left join house_act h on h.lot_id = l.lot_id and h.entry = l.entry
        left join person p on p.id = h.actor_id left join person s on s.id = h.second_id
      where l.lot_id = $1 and l.line::json ->> 'by' <> 'bidder'
      order by l.entry desc limit ${MOST}`,
    values: [lotId],
  });
