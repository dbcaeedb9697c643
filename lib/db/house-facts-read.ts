import type pg from 'pg';
import type { LedgerSecrets } from '../auction/ledger/line';

/** One entry of a lot's ledger as a cancellation reads it. */
export interface LedgerRow {
  readonly entry: number;
  /** Whose entry it is; null for those of the clock and the house. */
  readonly registrationId: number | null;
  readonly line: string;
}

/** What an entry committed to, opened. */
export interface OpenedSecret {
  readonly entry: number;
  readonly of: keyof LedgerSecrets;
  readonly amountMinor: number;
}

/** A reopening that somebody asked for and nobody has agreed to yet (CLS3). */
export interface ReopeningWish {
  /** The lot's version then. */
  readonly version: number;
  readonly userId: string;
  readonly role: 'clerk' | 'auctioneer' | 'admin';
  readonly reason: string;
}

/** What the house's orders to one lot are decided on, beside the lot. */
export interface HouseFacts {
  readonly lotId: number;
  /** The next lot of the sale that was not withdrawn: its phase, and whether a clerk calls it. */
  readonly next: { readonly phase: string; readonly isClerked: boolean } | null;
  readonly wish: ReopeningWish | null;
  /** Somebody has paid for it (PAY1). */
  readonly isPaid: boolean;
  /** The whole ledger, in order; empty where no bid is to be cancelled. */
  readonly ledger: readonly LedgerRow[];
  readonly openings: readonly OpenedSecret[];
}

/**
 * Reads what the house's orders need, for lots whose locks are had: nobody writes their ledger, openings
 * or wishes meanwhile. It waits for nothing (LAN1).
 * @param ledgersOf the lots among them whose bids are to be played again (RET1).
 */
export async function readHouseFacts(
  client: pg.PoolClient,
  lotIds: readonly number[],
  ledgersOf: readonly number[],
): Promise<HouseFacts[]> {
  const { rows } = await client.query<HouseFacts>({
    name: 'house-facts-read',
    text: `select l.id as "lotId",
        (select json_build_object('phase', n.phase, 'isClerked', n.body ? 'saleroom')
           from lot n where n.auction_id = l.auction_id and n.lot_number > l.lot_number
            and n.phase <> 'withdrawn' order by n.lot_number limit 1) as next,
        (select json_build_object('version', w.version, 'userId', w.actor_id, 'role', w.role,
                                  'reason', w.reason)
           from reopening_wish w where w.lot_id = l.id) as wish,
        exists (select 1 from lot_payment p where p.lot_id = l.id) as "isPaid",
        (select coalesce(json_agg(json_build_object('entry', e.entry, 'line', e.line,
                  'registrationId', e.registration_id) order by e.entry), '[]')
           from ledger e where e.lot_id = l.id and l.id = any($2::int[])) as ledger,
        (select coalesce(json_agg(json_build_object('entry', o.entry, 'of', o."of",
                  'amountMinor', o.amount_minor)), '[]')
           from ledger_opening o where o.lot_id = l.id and l.id = any($2::int[])) as openings
      from lot l where l.id = any($1::int[])`,
    values: [lotIds, ledgersOf],
  });
  return rows;
}
