import type pg from 'pg';

type Queryable = Pick<pg.Pool, 'query'>;

/**
 * Whether a lot of the sale (`a.id`) is in one of these phases. In order of phases, so that it is looked up in their
 * index: in order of lots the first that is may be the last there is.
 */
const isAnyIn = (phases: string) => `(select true from lot l where l.auction_id = a.id
  and l.phase in (${phases}) order by l.phase limit 1) is true`;

/** Whether a lot has had its turn: bidding began or is over. */
const BEGUN = isAnyIn(`'open', 'held', 'sold', 'passed'`);
/** Whether the sale has lots and all of them are final. */
const OVER = `a.lots_made > 0 and not ${isAnyIn(`'scheduled', 'open', 'held'`)}`;

const PROGRESS = `case when ${OVER} then 'ended' when ${BEGUN} then 'live' else a.state end`;

/** Whether the sale is out and not final: published, live, or ended with a lot that was taken up again (CLS3). */
const RUNS = `(a.state in ('published', 'live') or a.state = 'ended' and a.id in
  (select l.auction_id from lot l where l.phase in ('open', 'held')))`;

/** Sales whose lots have gone on to where the sale has not followed yet. */
export async function readSalesBehindTheirLots(db: Queryable): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>({
    name: 'auction-progress-behind',
    text: `select a.id from auction a
            where ${RUNS} and ${PROGRESS} <> a.state order by a.id`,
  });
  return rows.map((row) => row.id);
}

/** The state that a sale's lots call for: its own, `live` or `ended`. Read it under the sale's lock. */
export async function readSaleProgress(db: Queryable, auctionId: number): Promise<string | null> {
  const { rows } = await db.query<{ state: string }>({
    name: 'auction-progress',
    text: `select ${PROGRESS} as state from auction a
            where a.id = $1 and ${RUNS}`,
    values: [auctionId],
  });
  return rows[0]?.state ?? null;
}
