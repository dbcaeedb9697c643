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
}

function unitsOf(lot: LotState, registrationId: number): number {
  const hammer = formatOf(lot).hammer(lot);
  if (hammer.kind === 'passed') return 0;
  const own = hammer.sales.filter((sale) => sale.registrationId === registrationId);
  return own.reduce((sum, { units }) => sum + units, 0);
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
    text: `select r.paddle, r.id as "registrationId", l.id as "lotId", l.lot_number as "lotNumber",
        i.title, l.state
      from registration r
      join lot l on l.auction_id = r.auction_id and l.phase = 'sold'
        and l.id in (select e.lot_id from ledger e where e.registration_id = r.id)
      join item i on i.lot_id = l.id
      where r.auction_id = $1 and r.user_id = $2
      order by l.lot_number`,
    values: [who.auctionId, who.userId],
  });
  const lots = rows.flatMap(({ registrationId, lotId, lotNumber, title, state }): LotWon[] => {
    const hammerMinor = exposureIn(state).get(registrationId) ?? 0;
    const units = unitsOf(state, registrationId);
    return hammerMinor > 0 ? [{ lotId, lotNumber, title, units, hammerMinor }] : [];
  });
  const [first] = rows;
  return first && lots.length > 0 ? { paddle: first.paddle, lots } : null;
}
