import type { AuctionView, Charges, SoftClose } from '../../api/v1/auctions';

/** Charges as they are stored and as the rules read them (PRM1). */
export interface StoredCharges {
  premium: { tiers: Charges['premium'] };
  tax: Charges['tax'];
}

/** Columns of `auction a`, `sale s`, `ladder l` that make an `AuctionView`. */
export const AUCTION_COLUMNS = `
  a.id, a.slug, a.state, a.version, s.version as sale_version, s.title, s.description, s.terms,
  a.terms_version, a.currency, a.charges, a.soft_close, a.cascade, a.approval, a.stale_bid,
  a.edit_policy, a.deposit_minor,
  l.bands, a.opens_at, a.closes_at, a.lots_made, a.house_id`;

/** The tables that `AUCTION_COLUMNS` names. */
export const AUCTION_TABLES = `
  auction a join sale s on s.auction_id = a.id join ladder l on l.id = a.ladder_id`;

/** A row of `AUCTION_COLUMNS`. */
export interface AuctionRow {
  id: number;
  slug: string;
  state: AuctionView['state'];
  version: number;
  sale_version: number;
  title: AuctionView['title'];
  description: AuctionView['description'];
  terms: AuctionView['terms'];
  terms_version: number;
  currency: string;
  charges: StoredCharges;
  soft_close: SoftClose | null;
  cascade: AuctionView['cascade'];
  approval: AuctionView['approval'];
  deposit_minor: number | null;
  stale_bid: AuctionView['staleBid'];
  edit_policy: AuctionView['editPolicy'];
  bands: AuctionView['ladder'];
  opens_at: Date | null;
  closes_at: Date | null;
  lots_made: number;
  house_id: number;
}

/** The public view of a sale out of its row. */
export const toAuctionView = (row: AuctionRow): AuctionView => ({
  id: row.id,
  slug: row.slug,
  state: row.state,
  version: row.version,
  saleVersion: row.sale_version,
  title: row.title,
  description: row.description,
  terms: row.terms,
  termsVersion: row.terms_version,
  currency: row.currency,
  charges: { premium: row.charges.premium.tiers, tax: row.charges.tax },
  softClose: row.soft_close,
  cascade: row.cascade,
  approval: row.approval,
  depositMinor: row.deposit_minor,
  staleBid: row.stale_bid,
  editPolicy: row.edit_policy,
  ladder: row.bands,
  opensAt: row.opens_at?.toISOString() ?? null,
  closesAt: row.closes_at?.toISOString() ?? null,
  lotCount: row.lots_made,
});
