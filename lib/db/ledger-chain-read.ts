import type pg from 'pg';

/** A lot's ledger as it was hashed, in order, and what the lot's row says of it (hex, null = empty). */
export interface StoredChain {
  readonly entries: readonly { readonly text: string; readonly hash: string }[];
  readonly head: string | null;
  readonly entry: number;
}

/** Reads a lot's whole ledger and its head from one snapshot; null where there is no such lot. */
export async function readLedgerChain(
  pool: Pick<pg.Pool, 'query'>,
  lotId: number,
): Promise<StoredChain | null> {
  const { rows } = await pool.query<StoredChain>({
    name: 'ledger-chain-read',
    text: `select l.entry, encode(l.head, 'hex') as head,
                  (select coalesce(json_agg(json_build_object('text', e.line,
                            'hash', encode(e.hash, 'hex')) order by e.entry), '[]')
                     from ledger e where e.lot_id = l.id) as entries
             from lot l where l.id = $1`,
    values: [lotId],
  });
  return rows[0] ?? null;
}
