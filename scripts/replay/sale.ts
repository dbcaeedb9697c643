import type { AuctionView } from '../../lib/api/v1/auctions';
import type { LotView } from '../../lib/api/v1/lots';
import { type HouseClient, must } from '../house/client';
import { eachOf } from '../house/each-of';
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
  lots: readonly { recorded: RecordedLot; reserveMinor: number | null }[],
  nowMs: number,
): Promise<PassLot[]> {
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
  await publish(auctioneer, auction.id);
  await eachOf([...cast.bidders.values()], AT_ONCE, async (bidder) => {
    const path = `/api/v1/auctions/${auction.id}/registrations`;
    must(await bidder.send('POST', path, { termsVersion: auction.termsVersion }), 'registering');
  });
  const pass = lots.map(({ recorded }, index) => {
    const lot = made[index];
    if (!lot) throw new Error(`lot ${index + 1} was not made`);
    return { recorded, lotId: lot.id };
  });
  await eachOf(pass, AT_ONCE, async ({ lotId }) => {
    await act(auctioneer, lotId, 'open');
  });
  return pass;
}

async function publish(auctioneer: HouseClient, auctionId: number): Promise<void> {
  const path = `/api/v1/auctions/${auctionId}`;
  const auction = must(await auctioneer.get<AuctionView>(path), 'reading the sale');
  const ifMatch = { 'if-match': `"${auction.version}.${auction.saleVersion}"` };
  must(
    await auctioneer.send('PATCH', path, { state: 'published' }, ifMatch),
    'publishing the sale',
  );
}

/** Opens or closes a lot at the version it has now; tries again when it moved meanwhile. */
export async function act(
  auctioneer: HouseClient,
  lotId: number,
  action: 'open' | 'close',
): Promise<LotView> {
  for (;;) {
    const lot = must(await auctioneer.get<LotView>(`/api/v1/lots/${lotId}`), 'reading a lot');
    const answer = await auctioneer.send<{ lot: LotView }>(
      'POST',
      `/api/v1/lots/${lotId}/actions`,
      { action, version: lot.version },
    );
    if (answer.ok) return answer.body.lot;
    if (!answer.problem.type.endsWith('/stale-version')) must(answer, `${action} of lot ${lotId}`);
  }
}
