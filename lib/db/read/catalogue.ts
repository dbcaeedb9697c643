import type { LotView } from '../../api/v1/lots';
import { invariant } from '../../shared/assert';
import { type Queryable, rowsOf } from './queryable';

/** What a client needs to know before it downloads entries; all of one snapshot. */
export interface CatalogueHeadRow {
  epoch: number;
  editPolicy: 'server-wins' | 'merge-fields' | 'ask';
  /** `[id, version]` in lot order. */
  versions: [id: number, version: number][];
}

/** The versions of a sale's catalogue entries; null where this house has no such sale. */
export async function catalogueHeadOf(
  db: Queryable,
  of: { auctionId: number; houseId: number },
): Promise<CatalogueHeadRow | null> {
  const [row] = await rowsOf<CatalogueHeadRow>(db, {
    name: 'read-catalogue-head',
    text: `select e.epoch, a.edit_policy as "editPolicy",
        coalesce((select json_agg(json_build_array(i.lot_id, i.version) order by o.lot_number)
          from item i join lot o on o.id = i.lot_id where i.auction_id = a.id), '[]') as versions
      from auction a cross join epoch e where a.id = $1 and a.house_id = $2 and e.id = 1`,
    values: [of.auctionId, of.houseId],
  });
  return row ?? null;
}

/** A catalogue entry with the key it was made with (EDT1). */
export interface CatalogueEntry {
  id: number;
  lotNumber: number;
  clientKey: string | null;
  item: LotView['item'];
}

type EntryRow = Omit<LotView['item'], 'pictures'> &
  Omit<CatalogueEntry, 'item'> & { pictures: string[] };

/** Entries of one sale by id, in lot order, and the epoch their versions count in. */
export async function catalogueEntries(
  db: Queryable,
  wanted: { auctionId: number; ids: readonly number[] },
): Promise<{ epoch: number; entries: CatalogueEntry[] }> {
  const rows = await rowsOf<{ epoch: number; entry: EntryRow | null }>(db, {
    name: 'read-catalogue-entries',
    text: `select e.epoch, r.entry from epoch e left join lateral (
        select o.lot_number as n, json_build_object('id', i.lot_id, 'lotNumber', o.lot_number,
          'clientKey', i.client_key, 'version', i.version, 'title', i.title,
          'description', i.description, 'condition', i.condition, 'notice', i.notice,
          'estimateLowMinor', i.estimate_low_minor, 'estimateHighMinor', i.estimate_high_minor,
          'pictures', i.pictures) as entry
        from item i join lot o on o.id = i.lot_id
        where i.auction_id = $1 and i.lot_id = any($2::int[])) r on true
      where e.id = 1 order by r.n`,
    values: [wanted.auctionId, [...wanted.ids]],
  });
  const [first] = rows;
  invariant(first, 'the table epoch has its row');
  const entries = rows.flatMap(({ entry }) => {
    if (!entry) return [];
    const { id, lotNumber, clientKey, ...item } = entry;
    return [{ id, lotNumber, clientKey, item }];
  });
  return { epoch: first.epoch, entries };
}
