import { invariant } from '../shared/assert';
import { type Queryable, rowsOf } from './read/queryable';

/** A localised text as it is stored. */
type Text = { en: string; zh: string };

/** A new sale: its ladder, its live state and its catalogue texts. Times are milliseconds or null. */
export interface NewAuctionRow {
  houseId: number;
  createdBy: string;
  slug: string;
  currency: string;
  ladder: { name: string; bands: readonly { fromMinor: number; stepMinor: number }[] };
  approval: string;
  /** What a bidder deposits before they bid (REG4); null: nothing. */
  depositMinor: number | null;
  staleBid: string;
  editPolicy: string;
  charges: unknown;
  softClose: unknown;
  /** How the closes of its lots hang together (SFT6); null: they do not. */
  cascade: unknown;
  opensAtMs: number | null;
  closesAtMs: number | null;
  title: Text;
  description: Text;
  terms: Text;
}

const toDate = (ms: number | null) => (ms === null ? null : new Date(ms));

/**
 * Inserts a draft sale with its ladder and its texts, all at version 1, in the caller's transaction.
 * The public body is written by `setAuctionLive` once the id is known. @returns the sale's id.
 */
export async function insertAuction(db: Queryable, sale: NewAuctionRow): Promise<number> {
  const [row] = await rowsOf<{ id: number }>(db, {
    name: 'auction-insert',
    text: `with l as (insert into ladder (name, currency, bands) values ($1, $2, $3) returning id),
      a as (insert into auction (house_id, slug, currency, ladder_id, approval, stale_bid, charges,
          soft_close, opens_at, closes_at, body, created_by, edit_policy, cascade,
          deposit_minor)
        select $4, $5, $2, l.id, $6, $7, $8, $9, $10, $11, '{}', $12, $16, $17, $18
          from l returning id),
      s as (insert into sale (auction_id, title, description, terms)
        select a.id, $13, $14, $15 from a)
      select id from a`,
    values: [
      sale.ladder.name,
      sale.currency,
      JSON.stringify(sale.ladder.bands),
      sale.houseId,
      sale.slug,
      sale.approval,
      sale.staleBid,
      JSON.stringify(sale.charges),
      sale.softClose === null ? null : JSON.stringify(sale.softClose),
      toDate(sale.opensAtMs),
      toDate(sale.closesAtMs),
      sale.createdBy,
      JSON.stringify(sale.title),
      JSON.stringify(sale.description),
      JSON.stringify(sale.terms),
      sale.editPolicy,
      sale.cascade === null ? null : JSON.stringify(sale.cascade),
      sale.depositMinor,
    ],
  });
  invariant(row, 'an inserted sale has an id');
  return row.id;
}
