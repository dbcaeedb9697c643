import type { AuctionView } from '../../api/v1/auctions';
import type { RegistrationView } from '../../api/v1/registrations';
import { auctionSeenBy } from '../../db/read/auctions';
import type { LotRecord } from '../../db/read/lot-row';
import { lotById, type Neighbour, neighboursOf } from '../../db/read/lots';
import { listMyBids, type MyBidRow } from '../../db/read/my-bids';
import type { PageRead } from '../../db/read/page-reads';
import { listPublicBids, type PublicBidRow } from '../../db/read/public-bids';
import { registrationOf } from '../../db/read/registrations';
import { askAt } from '../../page/panel/falling';
import type { LiteParts } from './parts';
import type { Reader } from './reader';

/** Bids shown in the history. */
const BIDS = 20;

/** Everything that a lot's page is drawn from. */
export interface LotFacts {
  epoch: number;
  asOfMs: number;
  record: LotRecord;
  sale: AuctionView;
  neighbours: { previous: Neighbour | null; next: Neighbour | null };
  bids: readonly PublicBidRow[];
  registration: RegistrationView | null;
  /** The reader's last accepted bid on this lot. */
  myBid: MyBidRow | null;
}

/** A sale that this reader may see; drafts are for their house alone. */
export function saleFor(
  page: PageRead,
  reader: Reader,
  auctionId: number,
): Promise<AuctionView | null> {
  const houseId = reader.identity?.houseId ?? null;
  return page.read((db) => auctionSeenBy(db, { auctionId, houseId }));
}

/** The reader's registration for a sale. */
export const registrationFor = (parts: LiteParts, reader: Reader, auctionId: number) =>
  reader.identity
    ? registrationOf(parts.primary, { auctionId, userId: reader.identity.userId })
    : null;

/** The lots the reader has bid on. */
export const bidsOf = async (parts: LiteParts, reader: Reader) =>
  reader.identity ? listMyBids(parts.primary, reader.identity.userId) : [];

/**
 * A lot at least at `minVersion`: who was just told of that version must not be shown an older one.
 * @returns the record, and since when it is known to be so where that is now.
 */
async function lotAtLeast(parts: LiteParts, page: PageRead, lotId: number, minVersion: number) {
  const near = await page.read((db) => lotById(db, lotId));
  if (near && near.lot.version >= minVersion) return { record: near, asOfMs: page.asOfMs };
  if (minVersion === 0) return null;
  const { ms } = parts.desk.clock.now();
  const record = await lotById(parts.primary, lotId);
  return record && { record, asOfMs: Math.trunc(ms) };
}

/** All that a lot's page shows to this reader; null where there is nothing for them to see. */
export async function lotFacts(
  parts: LiteParts,
  reader: Reader,
  wanted: { lotId: number; minVersion: number },
): Promise<LotFacts | null> {
  const page = await parts.reads.begin();
  const found = await lotAtLeast(parts, page, wanted.lotId, wanted.minVersion);
  if (!found) return null;
  const { asOfMs } = found;
  // What is asked where the price falls by itself is what it has come down to (DUT2).
  const lot = { ...found.record.lot, askMinor: askAt(found.record.lot, asOfMs) };
  const record = { ...found.record, lot };
  const { auctionId, lotNumber } = lot;
  const [sale, neighbours, bids, registration, mine] = await Promise.all([
    saleFor(page, reader, auctionId),
    page.read((db) => neighboursOf(db, { auctionId, lotNumber })),
    page.read((db) => listPublicBids(db, wanted.lotId, null, BIDS)),
    registrationFor(parts, reader, auctionId),
    bidsOf(parts, reader),
  ]);
  if (!sale) return null;
  const myBid = mine.find((bid) => bid.lotId === wanted.lotId) ?? null;
  const { epoch } = page;
  return { epoch, asOfMs, record, sale, neighbours, bids, registration, myBid };
}
