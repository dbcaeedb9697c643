import type { AuctionView } from '../../lib/api/v1/auctions';
import type { LotView } from '../../lib/api/v1/lots';
import { type HouseClient, must } from '../house/client';
import { eachOf } from '../house/each-of';
import { actOnLot, publishSale, register } from '../house/sales';
import type { LotToRun } from './pass';
import type { RecordedLot } from './plan';

/** Sales of a replay are open far longer than it lasts; lots are ended by the `close` action. */
const OPEN_DAYS = 30;
/** Registrations and actions sent at once. */
const AT_ONCE = 16;
/** Lots made in one request. */
const LOTS_PER_REQUEST = 500;

/** One lot of a pass: what was recorded and the lot that was made of it. */
export interface PassLot {
  recorded: RecordedLot;
  lotId: number;
}

/** What a pass needs of the house. */
export interface Cast {
  auctioneer: HouseClient;
  bidders: ReadonlyMap<string, HouseClient>;
}

/** Makes the sale of one pass, with every bidder registered and every lot open. */
export async function openSale(
  cast: Cast,
  title: string,
  lots: readonly LotToRun[],
  nowMs: number,
): Promise<{ auctionId: number; pass: PassLot[] }> {
  const { auctioneer } = cast;
  const times = {
    opensAt: new Date(nowMs + 86_400_000).toISOString(),
    closesAt: new Date(nowMs + OPEN_DAYS * 86_400_000).toISOString(),
  };
  const auction = must(
    await auctioneer.send<AuctionView>('POST', '/api/v1/auctions', {
      title: { en: title, zh: '' },
      currency: 'USD',
      ladder: 'ebay-us',
      softClose: null,
      ...times,
    }),
    'making the sale',
  );
  const made: LotView[] = [];
  for (let from = 0; from < lots.length; from += LOTS_PER_REQUEST) {
    const part = lots.slice(from, from + LOTS_PER_REQUEST).map(({ recorded, reserveMinor }) => ({
      title: { en: `${recorded.item} ${recorded.auctionId}`, zh: '' },
      startMinor: recorded.openingMinor,
      reserveMinor,
      ...times,
    }));
    const answer = must(
      await auctioneer.send<{ lots: LotView[] }>('POST', `/api/v1/auctions/${auction.id}/lots`, {
        lots: part,
      }),
      'making the lots',
    );
    made.push(...answer.lots);
  }
  await publishSale(auctioneer, auction.id);
  await eachOf([...cast.bidders.values()], AT_ONCE, (bidder) => register(bidder, auction));
  const pass = lots.map(({ recorded }, index) => {
    const lot = made[index];
    if (!lot) throw new Error(`lot ${index + 1} was not made`);
    return { recorded, lotId: lot.id };
  });
  await eachOf(pass, AT_ONCE, async ({ lotId }) => {
    await actOnLot(auctioneer, lotId, 'open');
  });
  return { auctionId: auction.id, pass };
}
