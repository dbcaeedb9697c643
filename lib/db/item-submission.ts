import { type Queryable, rowsOf } from './read/queryable';

/** An edit made offline, by the id that its client drew (EDT5). */
export interface SubmissionKey {
  auctionId: number;
  id: string;
}

/** Which entry a submission was applied to; null when it was not. Read it under the entry's lock. */
export async function appliedTo(db: Queryable, key: SubmissionKey): Promise<number | null> {
  const [row] = await rowsOf<{ lotId: number }>(db, {
    name: 'item-submission-read',
    text: 'select lot_id as "lotId" from item_submission where auction_id = $1 and id = $2',
    values: [key.auctionId, key.id],
  });
  return row?.lotId ?? null;
}

/** Remembers that a submission was applied, in the transaction that applies it. False: it was before. */
export async function rememberApplied(
  db: Queryable,
  key: SubmissionKey,
  at: { lotId: number; version: number },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'item-submission-insert',
    text: `insert into item_submission (auction_id, id, lot_id, version) values ($1, $2, $3, $4)
      on conflict do nothing`,
    values: [key.auctionId, key.id, at.lotId, at.version],
  });
  return rowCount === 1;
}
