import 'server-only';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { TICKETS_MAX } from '@/lib/api/frames';
import type { PublicAuction } from '@/lib/api/public-lot';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { auctionSeenBy } from '@/lib/db/read/auctions';
import type { LotRecord } from '@/lib/db/read/lot-row';
import { lotById } from '@/lib/db/read/lots';
import { listMyBids } from '@/lib/db/read/my-bids';
import { type OwnChannel, ownChannels } from '@/lib/db/read/own';
import type { Queryable } from '@/lib/db/read/queryable';
import { registrationOf } from '@/lib/db/read/registrations';
import { getHouse } from './_house';
import { getIdentity } from './_session';

/** The integer of `/lots/42-a-slug`; leads to 404 when there is none. */
export function idOf(segment: string): number {
  const text = /^([1-9]\d{0,9})(?:-|$)/.exec(decodeURIComponent(segment))?.[1];
  const id = Number(text);
  if (!text || id > 0x7fffffff) notFound();
  return id;
}

/** Where this rendering reads and as of when, decided before the first read. */
const getPage = cache(() => getHouse().pages.begin());

/** The epoch of this rendering, and the primary's time that everything in it is at least as new as. */
export const getMoment = cache(async () => {
  const { epoch, asOfMs } = await getPage();
  return { epoch, nowMs: asOfMs };
});

/** Reads what anyone may see: from the replica, or from the primary where that one cannot serve. */
export async function readPublic<T>(query: (db: Queryable) => Promise<T>): Promise<T> {
  return (await getPage()).read(query);
}

/** A sale that this reader may see; drafts are for their house alone. Else 404. */
export const getSale = cache(async (auctionId: number): Promise<AuctionView> => {
  const houseId = (await getIdentity())?.houseId ?? null;
  const sale = await readPublic((db) => auctionSeenBy(db, { auctionId, houseId }));
  if (!sale) notFound();
  return sale;
});

/** A lot, or 404. */
export const getLot = cache(async (lotId: number): Promise<LotRecord> => {
  const record = await readPublic((db) => lotById(db, lotId));
  if (!record) notFound();
  return record;
});

/**
 * The reader's registrations for which something may still happen, with how often it has. Read before
 * all else that is the reader's, so that what is rendered is at least as new (PSH10).
 */
export const getOwn = cache(async (): Promise<OwnChannel[]> => {
  const identity = await getIdentity();
  if (!identity) return [];
  return ownChannels(getHouse().primary, { userId: identity.userId, limit: TICKETS_MAX });
});

/** Those of one sale. */
export const getOwnOf = async (auctionId: number): Promise<OwnChannel[]> =>
  (await getOwn()).filter((one) => one.auctionId === auctionId);

/** The reader's registration for a sale, from the primary: they may have made it just now. */
export const getRegistration = cache(async (auctionId: number) => {
  const identity = await getIdentity();
  if (!identity) return null;
  await getOwn();
  return registrationOf(getHouse().primary, { auctionId, userId: identity.userId });
});

/** The lots the reader has bid on, with their own maxima, from the primary. */
export const getMyBids = cache(async () => {
  const identity = await getIdentity();
  await getOwn();
  return identity ? listMyBids(getHouse().primary, identity.userId) : [];
});

/** The live record of a sale, as terminals push it. */
export const liveSale = (sale: AuctionView): PublicAuction => ({
  id: sale.id,
  version: sale.version,
  state: sale.state,
  opensAtMs: sale.opensAt === null ? null : Date.parse(sale.opensAt),
  closesAtMs: sale.closesAt === null ? null : Date.parse(sale.closesAt),
  lotCount: sale.lotCount,
});
