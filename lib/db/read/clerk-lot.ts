import { type Queryable, rowsOf } from './queryable';

/** A lot as its clerk needs it: its private state, plain JSON, and whose it is. Read it from the primary. */
export async function clerkLot(
  db: Queryable,
  lotId: number,
): Promise<{ houseId: number; state: unknown } | null> {
  const [row] = await rowsOf<{ houseId: number; state: unknown }>(db, {
    name: 'read-clerk-lot',
    text: `select a.house_id as "houseId", l.state from lot l join auction a on a.id = l.auction_id
      where l.id = $1`,
    values: [lotId],
  });
  return row ?? null;
}

/** Whose paddle it is in the sale of a lot: paddles never change hands. Null: nobody's. */
export async function paddleHolder(
  db: Queryable,
  of: { lotId: number; paddle: number },
): Promise<string | null> {
  const [row] = await rowsOf<{ userId: string }>(db, {
    name: 'read-paddle-holder',
    text: `select r.user_id as "userId" from lot l
      join registration r on r.auction_id = l.auction_id and r.paddle = $2 where l.id = $1`,
    values: [of.lotId, of.paddle],
  });
  return row?.userId ?? null;
}
