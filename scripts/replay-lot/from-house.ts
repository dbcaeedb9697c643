import type pg from 'pg';
import type { Opening } from '../../lib/auction/ledger/chain';
import { readLedgerChain } from '../../lib/db/ledger-chain-read';
import { lifeOfLedger } from './from-ledger';
import type { LotLife } from './pages';

async function readOpenings(pool: Pick<pg.Pool, 'query'>, lotId: number): Promise<Opening[]> {
  const { rows } = await pool.query<Omit<Opening, 'salt'> & { salt: Buffer }>(
    `select entry, "of", amount_minor::float8 as "amountMinor", salt
       from ledger_opening where lot_id = $1 order by entry`,
    [lotId],
  );
  return rows.map((row) => ({ ...row, salt: row.salt.toString('hex') }));
}

/** A lot's life from the ledger of a house, with every limit that is known there; null for a lot without one. */
export async function lifeInHouse(
  pool: Pick<pg.Pool, 'query'>,
  lotId: number,
): Promise<LotLife | null> {
  const stored = await readLedgerChain(pool, lotId);
  if (!stored || stored.entries.length === 0) return null;
  return lifeOfLedger({
    lotId,
    entries: stored.entries,
    openings: await readOpenings(pool, lotId),
  });
}
