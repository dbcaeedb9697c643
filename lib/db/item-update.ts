import type { LotView } from '../api/v1/lots';
import { invariant } from '../shared/assert';
import { type Queryable, rowsOf } from './read/queryable';

/** What is needed to decide a change of a catalogue entry. */
export interface LockedItem extends Omit<LotView['item'], 'pictures'> {
  lotId: number;
  auctionId: number;
  houseId: number;
  saleState: string;
  editPolicy: 'server-wins' | 'merge-fields' | 'ask';
  lotNumber: number;
  channel: number;
  clientKey: string | null;
  pictures: string[];
}

/** Locks one catalogue entry, not its lot: bidding never waits for the catalogue (REC1). */
export async function lockItem(db: Queryable, lotId: number): Promise<LockedItem | null> {
  const locked = await db.query({
    name: 'item-lock',
    text: 'select lot_id from item where lot_id = $1 for no key update',
    values: [lotId],
  });
  if (locked.rows.length === 0) return null;
  const [row] = await rowsOf<LockedItem>(db, {
    name: 'item-locked',
    text: `select i.lot_id as "lotId", i.version, i.auction_id as "auctionId",
        a.house_id as "houseId", a.state as "saleState", a.edit_policy as "editPolicy",
        o.lot_number as "lotNumber", o.channel, i.client_key as "clientKey", i.title,
        i.description, i.condition, i.notice, i.estimate_low_minor as "estimateLowMinor",
        i.estimate_high_minor as "estimateHighMinor", i.pictures
      from item i join lot o on o.id = i.lot_id join auction a on a.id = i.auction_id
      where i.lot_id = $1`,
    values: [lotId],
  });
  return row ?? null;
}

/** Fields of an entry to be changed; absent ones stay. */
export type ItemPatch = Partial<{
  title: unknown;
  description: unknown;
  condition: unknown;
  notice: unknown;
  estimateLowMinor: number | null;
  estimateHighMinor: number | null;
  pictures: readonly string[];
}>;

const COLUMNS = {
  title: 'title',
  description: 'description',
  condition: 'condition',
  notice: 'notice',
  estimateLowMinor: 'estimate_low_minor',
  estimateHighMinor: 'estimate_high_minor',
  pictures: 'pictures',
} as const satisfies Record<keyof ItemPatch, string>;

const isKnown = (field: string): field is keyof ItemPatch => Object.hasOwn(COLUMNS, field);
const isNumber = (field: keyof ItemPatch) => field.startsWith('estimate');

/** Writes the given fields, +1 version. The caller holds the entry's lock. @returns the version. */
export async function updateItem(db: Queryable, lotId: number, patch: ItemPatch): Promise<number> {
  const fields = Object.keys(patch).filter(isKnown);
  const sets = fields.map((field, index) => `${COLUMNS[field]} = $${index + 2}`);
  const values = fields.map((field) =>
    isNumber(field) ? patch[field] : JSON.stringify(patch[field]),
  );
  const { rows } = await db.query<{ version: number }>({
    text: `update item set version = version + 1, ${sets.join(', ')}
      where lot_id = $1 returning version`,
    values: [lotId, ...values],
  });
  const version = rows[0]?.version;
  invariant(version !== undefined, 'a locked item can be updated', { lotId });
  return version;
}
