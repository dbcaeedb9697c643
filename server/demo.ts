import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type DemoBidder, nextDemoBid } from '../demo/bidding';
import { DEMO_BIDDERS, DEMO_PEOPLE, ensurePeople, ensurePrograms } from '../demo/cast';
import catalogue from '../demo/catalogue.json';
import type { CatalogueLot, DemoCatalogue } from '../demo/catalogue-types';
import { addLots, type DemoSale, openDemoSale, readDemoSale } from '../demo/sale';
import { firstTimes, LOTS_ON_OFFER, LOTS_PER_SALE, nextTimes } from '../demo/schedule';
import { createAuth } from '../lib/accounts/auth';
import type { PublicLot } from '../lib/api/public-lot';
import type { LotView } from '../lib/api/v1/lots';
import type { RegistrationView } from '../lib/api/v1/registrations';
import { systemChance, systemClock } from '../lib/config/system';
import { createPool } from '../lib/db/pools';
import { createPrisma } from '../lib/db/prisma';
import {
  createConnections,
  createHouseClient,
  type HouseClient,
  must,
} from '../scripts/house/client';

/** The demo looks at its sale this often. */
const LOOK_MS = 1_000;
/** Between two demo bids: at least, and up to this much more. */
const BID_MS = 350;
const BID_SPREAD_MS = 1_300;

const DEMO: DemoCatalogue = catalogue;

const environment = z.object({
  MASTER_URL: z.url(),
  PRIMARY_URL: z.url(),
  LOTCAST_DATA_DIR: z.string().min(1),
});

/** A demo bidder with the connection they bid through. */
type Player = DemoBidder & { client: HouseClient };

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const)
  process.on(signal, () => {
    stopping = true;
    setTimeout(() => process.exit(0), 1_000).unref();
  });

const isFinal = (lot: LotView) => !['scheduled', 'open', 'held'].includes(lot.state);
const catalogueLot = (index: number): CatalogueLot => {
  const lot = DEMO.lots[index % DEMO.lots.length];
  if (!lot) throw new Error('the demo catalogue is empty');
  return lot;
};
const publicOf = (lot: LotView): PublicLot => {
  // No price falls by itself in the demo.
  const { opensAt, closesAt, falling: _fall, item: _item, ...rest } = lot;
  return { ...rest, opensAtMs: Date.parse(opensAt), closesAtMs: Date.parse(closesAt) };
};

async function seatBidders(sale: DemoSale, clients: HouseClient[]): Promise<Player[]> {
  const players: Player[] = [];
  for (const [index, client] of clients.entries()) {
    const [name, keenness] = DEMO_BIDDERS[index] ?? ['Guest', 1];
    const path = `/api/v1/auctions/${sale.id}/registrations`;
    const made = await client.send<RegistrationView>('POST', path, {
      termsVersion: sale.termsVersion,
    });
    const mine = made.ok
      ? made.body
      : must(
          await client.get<{ items: RegistrationView[] }>('/api/v1/me/registrations'),
          'reading registrations',
        ).items.find(({ auctionId }) => auctionId === sale.id);
    if (mine) players.push({ name, keenness, paddle: mine.paddle, client });
  }
  return players;
}

/** Keeps the sale full: a new lot for each that closed; a new sale when this one is long enough. */
async function keepOnOffer(auctioneer: HouseClient, sale: DemoSale): Promise<void> {
  const onOffer = sale.lots.filter((lot) => !isFinal(lot)).length;
  const missing = Math.min(LOTS_ON_OFFER - onOffer, LOTS_PER_SALE - sale.lots.length);
  if (missing <= 0) return;
  const lots = Array.from({ length: missing }, (_, index) => ({
    lot: catalogueLot(sale.lots.length + index),
    times: nextTimes(systemClock.wallMs(), systemChance),
  }));
  await addLots(auctioneer, sale.id, lots);
}

async function bidOnce(sale: DemoSale, players: Player[]): Promise<void> {
  const middles = new Map(
    sale.lots.map(({ id, item, askMinor }) => [
      id,
      ((item.estimateLowMinor ?? askMinor ?? 0) + (item.estimateHighMinor ?? askMinor ?? 0)) / 2,
    ]),
  );
  const lots = sale.lots.map(publicOf);
  const bid = nextDemoBid(
    { lots, bidders: players, middles, nowMs: systemClock.wallMs() },
    systemChance,
  );
  const player = bid && players.find(({ paddle }) => paddle === bid.bidder.paddle);
  if (!bid || !player) return;
  const answer = await player.client.send<{ lot: PublicLot }>(
    'POST',
    `/api/v1/lots/${bid.lotId}/bids`,
    { amountMinor: bid.amountMinor, kind: bid.kind },
    { 'idempotency-key': `demo-${randomBytes(9).toString('base64url')}` },
  );
  const lot = sale.lots.find(({ id }) => id === bid.lotId);
  if (answer.ok && lot) {
    const { priceMinor, askMinor, leaderPaddle, bidCount, state } = answer.body.lot;
    Object.assign(lot, { priceMinor, askMinor, leaderPaddle, bidCount, state });
  }
}

async function newSale(auctioneer: HouseClient): Promise<number> {
  const times = firstTimes(LOTS_ON_OFFER, systemClock.wallMs());
  const lots = times.map((time, index) => ({ lot: catalogueLot(index), times: time }));
  return openDemoSale(auctioneer, DEMO, lots);
}

async function currentSaleId(auctioneer: HouseClient): Promise<number | null> {
  const page = must(
    await auctioneer.get<{ items: { id: number; state: string; title: { en: string } }[] }>(
      '/api/v1/auctions?limit=500',
    ),
    'listing sales',
  );
  const sales = page.items.filter(
    ({ state, title }) => title.en === DEMO.sale.title.en && ['published', 'live'].includes(state),
  );
  return sales.reduce<number | null>((last, { id }) => Math.max(last ?? 0, id), null);
}

async function run(): Promise<void> {
  const env = environment.parse(process.env);
  const origin = env.MASTER_URL;
  const pool = createPool(env.PRIMARY_URL, { max: 2, name: 'lotcast-demo' });
  const prisma = createPrisma(env.PRIMARY_URL);
  const auth = createAuth({ prisma, authSecret: 'x'.repeat(40), publicOrigin: origin });
  const programs = await ensurePrograms(env.LOTCAST_DATA_DIR, pool, randomBytes(4).toString('hex'));
  const connections = createConnections(8);
  const clientOf = ({ key }: { key: string }) => createHouseClient(origin, key, connections);
  const auctioneer = clientOf(programs.auctioneer);
  const clients = programs.bidders.map(clientOf);
  let saleId = (await currentSaleId(auctioneer)) ?? (await newSale(auctioneer));
  await ensurePeople(auth, pool);
  let seated = 0;
  let players: Player[] = [];
  const accounts = DEMO_PEOPLE.map(({ role, email, password }) => ({ role, email, password }));
  process.send?.({ ready: true, accounts });
  while (!stopping) {
    const sale = await readDemoSale(auctioneer, saleId);
    if (!sale || sale.lots.every(isFinal)) {
      saleId = await newSale(auctioneer);
      continue;
    }
    if (seated !== sale.id) {
      players = await seatBidders(sale, clients);
      seated = sale.id;
    }
    await keepOnOffer(auctioneer, sale);
    const lookAgainMs = systemClock.monotonicMs() + LOOK_MS;
    while (!stopping && systemClock.monotonicMs() < lookAgainMs) {
      await bidOnce(sale, players);
      await wait(BID_MS + systemChance() * BID_SPREAD_MS);
    }
  }
}

while (!stopping) {
  try {
    await run();
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
    await wait(2_000);
  }
}
process.exit(0);
