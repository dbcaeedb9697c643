import type pg from 'pg';
import { exposureIn } from '../../auction/bids/exposure';
import { formatOf } from '../../auction/formats/formats';
import type { LotState } from '../../auction/state';
import { lockExposures } from '../../db/exposure-lock';
import { type HouseFacts, readHouseFacts } from '../../db/house-facts-read';
import type { LockedLot } from '../../db/lot-lock';
import {
  type LockedRegistration,
  lockRegistrations,
  type Participants,
} from '../../db/registration-lock';
import { createExposures, type Exposures } from './exposures';
import { isFromBidder, type LaneInput } from './lane-input';

/** Locked lots and what is asked of each. */
type Batch = readonly { readonly lot: LockedLot; readonly orders: readonly LaneInput[] }[];

/** Whose registration an order needs: the bidder's own, or that of the paddle a clerk names. */
function registeredIn(order: LaneInput): string[] {
  if (isFromBidder(order)) return [order.identity.userId];
  return order.kind === 'clerk' && order.namedUserId !== null ? [order.namedUserId] : [];
}

/**
 * What the house's orders need, read once the lots are locked and before the registrations are: those of
 * all whose bids a cancellation plays again are to be locked too.
 */
export async function readHouseOrders(
  client: pg.PoolClient,
  batch: Batch,
): Promise<readonly HouseFacts[]> {
  const lotsWith = (isWanted: (order: LaneInput) => boolean) =>
    batch.filter(({ orders }) => orders.some(isWanted)).map(({ lot }) => lot.id);
  const lotIds = lotsWith(({ kind }) => kind === 'house');
  if (lotIds.length === 0) return [];
  const isCancel = (order: LaneInput) => order.kind === 'house' && order.act.kind === 'cancel-bid';
  return readHouseFacts(client, lotIds, lotsWith(isCancel));
}

/** Whose stake in a lot may change without a bid of theirs: who has one, had one, or gets it back. */
const stakedIn = (lot: LotState): number[] => [
  ...formatOf(lot)
    .stakes(lot)
    .map(({ registrationId }) => registrationId),
  ...exposureIn(lot).keys(),
  ...(formatOf(lot).clerk?.ledBefore(lot) ?? []),
];

/** Who bids, who waits for an opening that may come, whose bids are played again, and who has a stake (LCK1). */
function participantsOf(
  batch: Batch,
  house: readonly HouseFacts[],
  openings: ReadonlySet<number>,
): Participants {
  const opened = batch.filter(({ lot }) => openings.has(lot.id));
  const absentees = opened.flatMap(({ lot }) => (lot.state as LotState).absentees);
  const states = batch.map(({ lot }) => lot.state as LotState);
  const played = house.flatMap(({ ledger }) => ledger.map(({ registrationId }) => registrationId));
  return {
    bidders: batch.flatMap(({ lot, orders }) =>
      [...new Set(orders.flatMap(registeredIn))].map((userId) => ({
        auctionId: lot.auctionId,
        userId,
      })),
    ),
    bidderIds: [
      ...absentees.map(({ registrationId }) => registrationId),
      ...played.filter((id) => id !== null),
    ],
    leaderIds: states.flatMap(stakedIn),
  };
}

/**
 * Locks whoever takes part: first registrations, then what those with a limit have at stake (LCK1).
 * `openings`: lots that the batch may open (`readOpenings`).
 */
export async function lockParticipants(
  client: pg.PoolClient,
  batch: Batch,
  house: readonly HouseFacts[],
  openings: ReadonlySet<number>,
): Promise<{ readonly bidders: readonly LockedRegistration[]; readonly exposures: Exposures }> {
  const wanted = participantsOf(batch, house, openings);
  const { bidders, limitedLeaderIds } = await lockRegistrations(client, wanted);
  const limited = bidders.flatMap(({ id, limitMinor }) => (limitMinor === null ? [] : [id]));
  const locked = await lockExposures(client, [...new Set([...limited, ...limitedLeaderIds])]);
  const asked = new Set([...wanted.leaderIds, ...bidders.map(({ id }) => id)]);
  return { bidders, exposures: createExposures(locked, asked) };
}
