import type { LotsWon, LotWon } from '../../api/v1/lots-won';
import { exposureIn } from '../../auction/bids/exposure';
import { formatOf } from '../../auction/formats/formats';
import type { LotState } from '../../auction/state';
import { type Queryable, rowsOf } from './queryable';

interface Row {
  paddle: number;
  registrationId: number;
  lotId: number;
  lotNumber: number;
  title: LotWon['title'];
  state: LotState;
  isPaid: boolean;
}

/** Sold lots of registrations `r` that they bid on, by lot number. */
const SOLD = `select r.paddle, r.id as "registrationId", l.id as "lotId", l.lot_number as "lotNumber",
    i.title, l.state,
    exists (select 1 from lot_payment p
             where p.lot_id = l.id and p.registration_id = r.id) as "isPaid"
  from registration r
  join lot l on l.auction_id = r.auction_id and l.phase = 'sold'
    and l.id in (select e.lot_id from ledger e where e.registration_id = r.id)
  join item i on i.lot_id = l.id`;

function unitsOf(lot: LotState, registrationId: number): number {
  const hammer = formatOf(lot).hammer(lot);
  if (hammer.kind === 'passed') return 0;
  const own = hammer.sales.filter((sale) => sale.registrationId === registrationId);
  return own.reduce((sum, { units }) => sum + units, 0);
}

/** The lots of one registration that it won and pays for, as the rules say of each; null: none. */
function wonIn(rows: readonly Row[]): LotsWon | null {
  const lots = rows.flatMap(({ registrationId, state, ...row }): LotWon[] => {
    const hammerMinor = exposureIn(state).get(registrationId) ?? 0;
    const { lotId, lotNumber, title, isPaid } = row;
    const units = unitsOf(state, registrationId);
    return hammerMinor > 0 ? [{ lotId, lotNumber, title, units, hammerMinor, isPaid }] : [];
  });
  const [first] = rows;
  return first && lots.length > 0 ? { paddle: first.paddle, lots } : null;
}

/**
 * The lots of a sale that a person has won and pays for, as the rules say of each (PRM1); whoever wins a
 * tender is paid, so it is none of them. Null where there are none. Read from the primary: a lot may have
 * been reopened.
 */
export async function lotsWon(
  db: Queryable,
  who: { auctionId: number; userId: string },
): Promise<LotsWon | null> {
  const rows = await rowsOf<Row>(db, {
    name: 'read-lots-won',
    text: `${SOLD} where r.auction_id = $1 and r.user_id = $2 order by l.lot_number`,
    values: [who.auctionId, who.userId],
  });
  return wonIn(rows);
}

/** The same of several registrations, by their ids; those that won nothing are absent. */
export async function lotsWonBy(
  db: Queryable,
  registrationIds: readonly number[],
): Promise<Map<number, LotsWon>> {
  const rows = await rowsOf<Row>(db, {
    name: 'read-lots-won-by',
    text: `${SOLD} where r.id = any($1::int[]) order by l.lot_number`,
    values: [[...registrationIds]],
  });
  const of = new Map<number, Row[]>();
  for (const row of rows) of.set(row.registrationId, [...(of.get(row.registrationId) ?? []), row]);
  const won = [...of].map(([id, own]) => [id, wonIn(own)] as const);
  return new Map(won.flatMap(([id, lots]) => (lots ? [[id, lots]] : [])));
}
