import type { Identity } from '../../accounts/identity';
import type { LotState } from '../../auction/state';
import { invariant } from '../../shared/assert';
import type { Known } from './known';
import { type LaneAnswer, refused } from './lane-input';

function auctionOf(auctionId: number, known: Known) {
  const auction = known.auction(auctionId);
  invariant(auction, 'a lot has its auction', { auctionId });
  return auction;
}

/** Why somebody may not act for the house on this lot, as read under the lock; null when they may. */
export function refusedOfHouse(
  { auctionId }: LotState,
  identity: Identity,
  known: Known,
): LaneAnswer | null {
  const badCredential = known.credentialProblem(identity);
  if (badCredential) return refused(badCredential);
  const { houseId } = auctionOf(auctionId, known);
  const isOfHouse = identity.role !== 'bidder' && identity.houseId === houseId;
  return isOfHouse ? null : refused('not-allowed');
}

/** One lot of a sale is on the block at a time (BLK1); null where no other is. */
export function refusedByBlock({ lotId }: LotState, known: Known): LaneAnswer | null {
  const other = known.onTheBlockBeside(lotId);
  if (!other) return null;
  const detail = `Lot ${other.lotNumber} is on the block: it is sold, passed or withdrawn first.`;
  return { ok: false, error: { kind: 'block-taken', rule: 'BLK1', detail } };
}

/** Nothing opens in a sale that is not published; null when it is. */
export function refusedUnpublished(auctionId: number, known: Known): LaneAnswer | null {
  const { state } = auctionOf(auctionId, known);
  const isOn = state === 'published' || state === 'live';
  return isOn ? null : refused('wrong-state', `The sale is ${state}.`);
}
