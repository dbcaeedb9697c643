import { type Queryable, rowsOf } from './queryable';

/** Somebody who may have won lots of a sale. */
export interface BuyerRow {
  readonly registrationId: number;
  readonly auctionId: number;
  readonly houseId: number;
  readonly paddle: number;
  readonly name: string;
  readonly email: string;
}

const BUYER = `select r.id as "registrationId", r.auction_id as "auctionId", a.house_id as "houseId",
    r.paddle, p.name, p.email
  from registration r join auction a on a.id = r.auction_id join person p on p.id = r.user_id`;

/** Whoever bid on a lot of a sale that was sold, by paddle: for the house alone. */
export const buyersOfAuction = (
  db: Queryable,
  wanted: { auctionId: number; afterPaddle: number; limit: number },
): Promise<BuyerRow[]> =>
  rowsOf<BuyerRow>(db, {
    name: 'read-buyers-of-auction',
    text: `${BUYER} where r.auction_id = $1 and r.paddle > $2
        and exists (select 1 from ledger e join lot l on l.id = e.lot_id and l.phase = 'sold'
                     where e.registration_id = r.id)
      order by r.paddle limit $3`,
    values: [wanted.auctionId, wanted.afterPaddle, wanted.limit],
  });

/** A registration as one who may have won lots; null where there is none. */
export async function buyerById(db: Queryable, registrationId: number): Promise<BuyerRow | null> {
  const [row] = await rowsOf<BuyerRow>(db, {
    name: 'read-buyer',
    text: `${BUYER} where r.id = $1`,
    values: [registrationId],
  });
  return row ?? null;
}
