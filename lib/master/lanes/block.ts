import type pg from 'pg';
import { formatOf } from '../../auction/formats/formats';
import type { LotState } from '../../auction/state';
import { type LotOnTheBlock, lockBlock, otherOnTheBlock } from '../../db/block-lock';
import type { LockedLot } from '../../db/lot-lock';
import type { LaneInput } from './lane-input';

/** The other lot that is on the block, by the lots of a batch that are to come there. */
export type Block = ReadonlyMap<number, LotOnTheBlock>;

/** Whether an order, if it is done, brings a lot on the block. */
function bringsUp(order: LaneInput): boolean {
  switch (order.kind) {
    case 'action':
      return order.action === 'open';
    case 'clerk':
      return order.order.order === 'put-on-the-block';
    case 'house':
      return order.act.kind === 'reopen-lot';
    default:
      return false;
  }
}

/**
 * What is on the block beside the lots that are to come there (BLK1): with it locked, so that of two
 * masters only one puts a lot there. Bids, and lots that go by the clock, ask nothing.
 */
export async function readBlock(
  client: pg.PoolClient,
  batch: readonly { readonly lot: LockedLot; readonly orders: readonly LaneInput[] }[],
): Promise<Block> {
  const lots = batch.flatMap(({ lot, orders }) =>
    formatOf(lot.state as LotState).clerk && orders.some(bringsUp) ? [lot] : [],
  );
  const auctionIds = [...new Set(lots.map(({ auctionId }) => auctionId))].sort((a, b) => a - b);
  for (const auctionId of auctionIds) await lockBlock(client, auctionId);
  const found = new Map<number, LotOnTheBlock>();
  for (const { id: lotId, auctionId } of lots) {
    const other = await otherOnTheBlock(client, { auctionId, lotId });
    if (other) found.set(lotId, other);
  }
  return found;
}
