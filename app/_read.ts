import 'server-only';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { atLeast } from '@/lib/accounts/identity';
import type { Language } from '@/lib/api/local-text';
import type { PublicAuction } from '@/lib/api/public-lot';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { auctionById } from '@/lib/db/read/auctions';
import type { LotRecord } from '@/lib/db/read/lot-row';
import { lotById, lotsOfAuction } from '@/lib/db/read/lots';
import { readMoment } from '@/lib/db/read/moment';
import { listMyBids } from '@/lib/db/read/my-bids';
import { registrationOf } from '@/lib/db/read/registrations';
import { getHouse } from './_house';
import { getIdentity } from './_session';

/** Lots read at once for a sale's page. */
const LOTS_PER_READ = 500;

/** The integer of `/lots/42-a-slug`; leads to 404 when there is none. */
export function idOf(segment: string): number {
  const text = /^([1-9]\d{0,9})(?:-|$)/.exec(decodeURIComponent(segment))?.[1];
  const id = Number(text);
  if (!text || id > 0x7fffffff) notFound();
  return id;
}

/** A text in the reader's language; Chinese may be empty, then English is shown. */
export const inLanguage = (text: { en: string; zh: string }, language: Language): string =>
  (language === 'zh' && text.zh) || text.en;

/** The epoch and the primary's time of this rendering; read before what it dates. */
export const getMoment = cache(() => readMoment(getHouse().replica));

/** A sale that this reader may see; drafts are for the house alone. Else 404. */
export const getSale = cache(async (auctionId: number): Promise<AuctionView> => {
  const [sale, identity] = await Promise.all([
    auctionById(getHouse().replica, auctionId),
    getIdentity(),
  ]);
  const isHouse = identity !== null && atLeast(identity.role, 'clerk');
  if (!sale || (sale.state === 'draft' && !isHouse)) notFound();
  return sale;
});

/** A lot, or 404. */
export const getLot = cache(async (lotId: number): Promise<LotRecord> => {
  const record = await lotById(getHouse().replica, lotId);
  if (!record) notFound();
  return record;
});

/** Every lot of a sale in the order of its numbers. */
export async function getLots(auctionId: number): Promise<LotRecord[]> {
  const lots: LotRecord[] = [];
  for (;;) {
    const afterNumber = lots.at(-1)?.lot.lotNumber ?? 0;
    const wanted = { auctionId, afterNumber, limit: LOTS_PER_READ };
    const some = await lotsOfAuction(getHouse().replica, wanted);
    lots.push(...some);
    if (some.length < LOTS_PER_READ) return lots;
  }
}

/** The reader's registration for a sale, from the primary: they may have made it just now. */
export const getRegistration = cache(async (auctionId: number) => {
  const identity = await getIdentity();
  if (!identity) return null;
  return registrationOf(getHouse().primary, { auctionId, userId: identity.userId });
});

/** The lots the reader has bid on, with their own maxima, from the primary. */
export const getMyBids = cache(async () => {
  const identity = await getIdentity();
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
