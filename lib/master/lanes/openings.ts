import type pg from 'pg';
import type { LotState } from '../../auction/state';
import type { LockedLot } from '../../db/lot-lock';
import { readPrimaryTime } from '../../db/primary-time-read';
import { isFromBidder, type LaneInput } from './lane-input';

/** A lot that is due within so long may be so by the time its batch has its locks. */
const SOON_MS = 1_000;

/**
 * A lot became due to open while its batch waited for locks, which are not those of the bids that wait for
 * it: what was to be decided is rolled back, and decided again with them.
 */
export class OpeningCame extends Error {
  override readonly name = 'OpeningCame';

  constructor() {
    super('a lot became due to open while its batch waited');
  }
}

/**
 * Lots of a batch that it may open: only their opening plays the bids that wait for it (ABS1), so that whoever
 * leaves another waits for none of the others. The clock's own batches, which have no orders, and those with an
 * order of the house may open any. To be read once the lots are locked.
 */
export async function readOpenings(
  client: pg.PoolClient,
  batch: readonly { readonly lot: LockedLot; readonly orders: readonly LaneInput[] }[],
): Promise<ReadonlySet<number>> {
  const waiting = batch.filter(({ lot }) => {
    const { phase, absentees } = lot.state as LotState;
    return phase === 'scheduled' && absentees.length > 0;
  });
  const isBidders = (orders: readonly LaneInput[]) =>
    orders.length > 0 && orders.every(isFromBidder);
  const asked = waiting.filter(({ orders }) => isBidders(orders));
  if (asked.length === 0) return new Set(waiting.map(({ lot }) => lot.id));
  const { ms } = await readPrimaryTime(client);
  const mayOpen = waiting.filter(
    ({ lot, orders }) => !isBidders(orders) || (lot.state as LotState).opensAtMs <= ms + SOON_MS,
  );
  return new Set(mayOpen.map(({ lot }) => lot.id));
}
