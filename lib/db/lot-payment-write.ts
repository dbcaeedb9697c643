import { type Queryable, rowsOf } from './read/queryable';

/** Lots, and the registration that won them; their locks are had. */
interface LotsOfBuyer {
  readonly registrationId: number;
  readonly lotIds: readonly number[];
}

/** Notes lots as paid. @returns those that were not yet, by id. */
export async function insertPayments(db: Queryable, paid: LotsOfBuyer): Promise<number[]> {
  const rows = await rowsOf<{ lotId: number }>(db, {
    name: 'lot-payment-insert',
    text: `insert into lot_payment (lot_id, registration_id)
      select distinct unnest($2::int[]), $1::int on conflict do nothing
      returning lot_id as "lotId"`,
    values: [paid.registrationId, [...paid.lotIds]],
  });
  return rows.map(({ lotId }) => lotId).sort((a, b) => a - b);
}

/** Takes the note back. @returns the lots that had one, by id. */
export async function deletePayments(db: Queryable, unpaid: LotsOfBuyer): Promise<number[]> {
  const rows = await rowsOf<{ lotId: number }>(db, {
    name: 'lot-payment-delete',
    text: `delete from lot_payment where registration_id = $1 and lot_id = any($2::int[])
      returning lot_id as "lotId"`,
    values: [unpaid.registrationId, [...unpaid.lotIds]],
  });
  return rows.map(({ lotId }) => lotId).sort((a, b) => a - b);
}
