import type pg from 'pg';
import { type ChainHead, type ChainProblem, verifyChain } from '../../auction/ledger/chain';
import { readLedgerChain } from '../../db/ledger-chain-read';
import { err, type Result } from '../../shared/result';
import { sha256Hex } from './lot-desk';

/** Why a stored chain does not hold: the chain itself, or the lot's row names another end of it. */
export type LotChainProblem = ChainProblem | { readonly kind: 'no-such-lot' | 'wrong-head' };

/** Verifies a lot's ledger as it is stored (LED1), and that it ends where the lot's row says. */
export async function verifyLotChain(
  pool: Pick<pg.Pool, 'query'>,
  lotId: number,
): Promise<Result<ChainHead, LotChainProblem>> {
  const stored = await readLedgerChain(pool, lotId);
  if (!stored) return err({ kind: 'no-such-lot' });
  const verified = verifyChain(lotId, stored.entries, sha256Hex);
  if (!verified.ok) return verified;
  const { entries, hash } = verified.value;
  return entries === stored.entry && hash === stored.head ? verified : err({ kind: 'wrong-head' });
}
