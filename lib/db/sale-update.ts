import { invariant } from '../shared/assert';
import { type Queryable, rowsOf } from './read/queryable';

type Text = { en: string; zh: string };

/** What of a sale's catalogue part changes; absent fields stay. */
export interface SalePatch {
  title?: Text | undefined;
  description?: Text | undefined;
  terms?: Text | undefined;
  approval?: string | undefined;
  /** Null: none is asked for any more. */
  depositMinor?: number | null | undefined;
  editPolicy?: string | undefined;
}

const json = (text: Text | undefined) => (text === undefined ? null : JSON.stringify(text));

/**
 * Changes the catalogue part of a sale (record `sale:7`), +1 version; new terms raise the version
 * that bidders must accept. The caller holds the sale's lock. @returns the new version.
 */
export async function updateSale(
  db: Queryable,
  auctionId: number,
  patch: SalePatch,
): Promise<number> {
  const [row] = await rowsOf<{ version: number }>(db, {
    name: 'sale-update',
    text: `with a as (
        update auction set approval = coalesce($5, approval), edit_policy = coalesce($6, edit_policy),
          deposit_minor = case when $7::boolean then $8::bigint else deposit_minor end,
          terms_version = terms_version + case when $4::jsonb is null then 0 else 1 end
        where id = $1)
      update sale set version = version + 1, title = coalesce($2::jsonb, title),
        description = coalesce($3::jsonb, description), terms = coalesce($4::jsonb, terms)
      where auction_id = $1 returning version`,
    values: [
      auctionId,
      json(patch.title),
      json(patch.description),
      json(patch.terms),
      patch.approval ?? null,
      patch.editPolicy ?? null,
      patch.depositMinor !== undefined,
      patch.depositMinor ?? null,
    ],
  });
  invariant(row, 'a sale has its texts', { auctionId });
  return row.version;
}
