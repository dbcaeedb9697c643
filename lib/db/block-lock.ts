import type pg from 'pg';

/** Names the lock of a sale's block among the advisory locks of the primary. */
const BLOCK_LOCK = 0x626c6f63;

/** A lot that a clerk calls now. */
export interface LotOnTheBlock {
  readonly lotId: number;
  readonly lotNumber: number;
}

/**
 * Waits for whoever else puts a lot of the sale on the block, and keeps them away until this transaction
 * ends. It comes after the lots' locks and before the registrations' (LCK1).
 */
export async function lockBlock(client: pg.PoolClient, auctionId: number): Promise<void> {
  await client.query({
    name: 'block-lock',
    text: 'select pg_advisory_xact_lock($1, $2)',
    values: [BLOCK_LOCK, auctionId],
  });
}

/** Which other lot of a sale a clerk has on the block or on hold, with the block locked; null: none. */
export async function otherOnTheBlock(
  client: pg.PoolClient,
  lot: { readonly auctionId: number; readonly lotId: number },
): Promise<LotOnTheBlock | null> {
  const { rows } = await client.query<LotOnTheBlock>({
    name: 'block-other',
    text: `select id as "lotId", lot_number as "lotNumber" from lot
            where auction_id = $1 and id <> $2 and phase in ('open', 'held') and body ? 'saleroom'
            order by lot_number limit 1`,
    values: [lot.auctionId, lot.lotId],
  });
  return rows[0] ?? null;
}
