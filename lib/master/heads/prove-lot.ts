import type { HeadProofView } from '../../api/v1/ledger';
import { lotsInHead, provingHead } from '../../db/read/ledger-heads';
import type { Queryable } from '../../db/read/queryable';
import { invariant } from '../../shared/assert';
import { BLOCK, leafOf, leafSalt, pathOf } from './head-tree';

/**
 * How a lot stood in a published head, with its path to the root, and in which sale; null where the head does not have it,
 * and of a lot that goes on: the entry's number would tell of bids that are not told yet (HED2).
 */
export async function proveLot(
  db: Queryable,
  of: { seq: number; lotId: number },
): Promise<{ auctionId: number; proof: HeadProofView } | null> {
  const head = await provingHead(db, of);
  if (!head) return null;
  const { auctionId, text, signature, keyId, salt, place } = head;
  const block = Math.floor(place / BLOCK);
  const from = block * BLOCK;
  const to = Math.min(head.lots, from + BLOCK);
  const beside = await lotsInHead(db, { auctionId, seq: of.seq, from, to });
  const own = beside[place - from];
  invariant(own?.lotId === of.lotId, 'a head has all the lots that it counts', { ...of });
  const leaves = beside.map((lot) => leafOf(lot, salt));
  const roots = Array.from({ length: Math.ceil(head.lots / BLOCK) }, (_, at) =>
    head.blocks.subarray(at * 32, at * 32 + 32),
  );
  const proof = {
    ...{ lotId: of.lotId, text, signature, keyId, entry: own.entry },
    salt: leafSalt(salt, of.lotId),
    path: [...pathOf(leaves, place - from), ...pathOf(roots, block)],
  };
  return { auctionId, proof };
}
