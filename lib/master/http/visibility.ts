import { atLeast, type Identity } from '../../accounts/identity';
import { auctionStanding } from '../../db/read/auctions';
import type { Queryable } from '../../db/read/queryable';
import type { Desk } from './desk';

/** Whether somebody works for a house. */
const isHouse = (identity: Identity | null): boolean =>
  identity !== null && atLeast(identity.role, 'clerk');

/** Reads where the caller will find what they wrote: the house from the primary, others anywhere. */
export const readFor = <T>(
  desk: Desk,
  identity: Identity | null,
  read: (db: Queryable) => Promise<T>,
): Promise<T> => (isHouse(identity) ? read(desk.primary) : desk.publicRead(read));

/** Whether somebody may know that a sale exists: a draft is its own house's alone (ROL1). */
export async function maySee(
  db: Queryable,
  auctionId: number,
  identity: Identity | null,
): Promise<boolean> {
  const standing = await auctionStanding(db, auctionId);
  return (
    standing !== null && (standing.state !== 'draft' || standing.houseId === identity?.houseId)
  );
}
