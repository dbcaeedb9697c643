import { randomUUID } from 'node:crypto';
import type { AuctionView } from '../lib/api/v1/auctions';
import type { LotView } from '../lib/api/v1/lots';
import { type HouseClient, must } from '../scripts/house/client';
import { publishSale } from '../scripts/house/sales';
import type { CatalogueLot, DemoCatalogue } from './catalogue-types';
import { DEMO_LADDER, DEMO_SOFT_CLOSE, type LotTimes } from './schedule';

/** The running demo sale as the public API tells it. */
export interface DemoSale {
  id: number;
  termsVersion: number;
  lots: LotView[];
}

const iso = (ms: number) => new Date(ms).toISOString();

/** Makes and publishes a new demo sale; it goes live with its first lot. */
export async function openDemoSale(
  auctioneer: HouseClient,
  catalogue: DemoCatalogue,
  lots: readonly { lot: CatalogueLot; times: LotTimes }[],
): Promise<number> {
  const { title, description, terms } = catalogue.sale;
  const made = must(
    await auctioneer.send<AuctionView>('POST', '/api/v1/auctions', {
      title,
      description,
      terms,
      currency: 'GBP',
      ladder: DEMO_LADDER,
      charges: {
        premium: [
          { upToMinor: 1_000_000, rateBp: 2_500 },
          { upToMinor: null, rateBp: 2_000 },
        ],
        tax: { rateBp: 2_000, on: 'premium' },
      },
      softClose: DEMO_SOFT_CLOSE,
    }),
    'making the demo sale',
  );
  await addLots(auctioneer, made.id, lots);
  await publishSale(auctioneer, made.id);
  return made.id;
}

/** Adds lots of the catalogue to a sale. */
export async function addLots(
  auctioneer: HouseClient,
  auctionId: number,
  lots: readonly { lot: CatalogueLot; times: LotTimes }[],
): Promise<void> {
  const body = {
    lots: lots.map(({ lot, times }) => ({
      title: lot.title,
      description: lot.description,
      condition: lot.condition,
      estimateLowMinor: lot.estimateLowMinor,
      estimateHighMinor: lot.estimateHighMinor,
      pictures: lot.pictures,
      startMinor: lot.startMinor,
      reserveMinor: lot.reserveMinor,
      opensAt: iso(times.opensAtMs),
      closesAt: iso(times.closesAtMs),
      clientKey: randomUUID(),
    })),
  };
  must(
    await auctioneer.send('POST', `/api/v1/auctions/${auctionId}/lots`, body),
    'adding demo lots',
  );
}

/** Reads a sale and all its lots; null when it does not exist or has ended. */
export async function readDemoSale(
  client: HouseClient,
  auctionId: number,
): Promise<DemoSale | null> {
  const auction = await client.get<AuctionView>(`/api/v1/auctions/${auctionId}`);
  if (!auction.ok && auction.status === 404) return null;
  const { state, termsVersion } = must(auction, 'reading the demo sale');
  if (state === 'ended') return null;
  const lots: LotView[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: LotView[]; next: string | null } = must(
      await client.get<{ items: LotView[]; next: string | null }>(
        `/api/v1/auctions/${auctionId}/lots?limit=500${query}`,
      ),
      'reading the demo lots',
    );
    lots.push(...page.items);
    cursor = page.next;
  }
  return { id: auctionId, termsVersion, lots };
}
