import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { test as base } from '@playwright/test';
import type { Pool } from 'pg';
import { createAuth } from '../../lib/accounts/auth';
import type { Role } from '../../lib/accounts/identity';
import { createPerson, setRole } from '../../lib/accounts/people';
import { createProgramAccounts } from '../../lib/accounts/programs';
import type { AuctionView } from '../../lib/api/v1/auctions';
import type { LotView } from '../../lib/api/v1/lots';
import { createPrisma } from '../../lib/db/prisma';
import {
  createConnections,
  createHouseClient,
  type HouseClient,
  must,
} from '../../scripts/house/client';
import { poolOf, runningHouse } from '../../scripts/house/running';
import { actOnLot, publishSale, register } from '../../scripts/house/sales';
import type { TestHouse } from './house';

const PASSWORD = 'a long enough password';
const HOUR_MS = 3_600_000;

/** Somebody with a browser of their own. */
export interface Person {
  email: string;
  name: string;
  context: BrowserContext;
  page: Page;
}

/** What a test makes in the running house, and how it looks at it. */
export interface World {
  origin: string;
  terminals: string[];
  /** The house's own program: makes sales, opens and closes lots. */
  auctioneer: HouseClient;
  pool: Pool;
  /** A person with an account, signed in; `language` en or zh. */
  person(name: string, options?: { role?: Role; language?: 'en' | 'zh' }): Promise<Person>;
  /** A published sale with lots that are open now, unless it is asked for otherwise. */
  sale(options?: SaleOptions): Promise<{ auction: AuctionView; lots: LotView[] }>;
  lot(id: number): Promise<LotView>;
  /** A bidder without a browser, registered for the sale. */
  rival(auction: AuctionView): Promise<HouseClient>;
}

/** What kind of sale a test needs. */
export interface SaleOptions {
  lots?: number;
  startMinor?: number;
  reserveMinor?: number | null;
  /** From now until the lots close. */
  closesInMs?: number;
  softClose?: { windowMs: number; extensionMs: number; mode: 'any' | 'leader' } | null;
  approval?: 'auto' | 'manual';
  staleBid?: 'accept' | 'confirm';
  depositMinor?: number;
  /** How its lots are sold, as the API takes it; ascending unless it says so. */
  selling?: Record<string, unknown> & { format: string };
  /** Its lots are not opened. */
  staysClosed?: boolean;
}

/** Playwright's test with a `world` in the house of the whole run. */
export const test = base.extend<{ world: World }>({
  world: async ({ browser }, use) => {
    const dataDir = process.env.LOTCAST_DATA_DIR ?? '';
    const origin = process.env.LOTCAST_E2E_ORIGIN ?? '';
    const { world, close } = await openWorld(browser, { dataDir, origin });
    await use(world);
    await close();
  },
});

/** The world of a house that runs, with everything in it that is to be closed. */
export async function openWorld(
  browser: Browser,
  { dataDir, origin }: Pick<TestHouse, 'dataDir' | 'origin'>,
): Promise<{ world: World; close(): Promise<void> }> {
  const house = runningHouse(dataDir);
  const pool = poolOf(house);
  pool.on('error', () => {}); // A test may end the primary; the query that meets it says so.
  const prisma = createPrisma(house.primaryUrl);
  const connections = createConnections(8);
  const contexts: BrowserContext[] = [];
  const clientFor = async (name: string, role: Role) => {
    const unique = randomBytes(4).toString('hex');
    const [made] = await createProgramAccounts(pool, [name], `e2e-${unique}.invalid`);
    if (!made) throw new Error('no program account was made');
    await setRole(pool, { userId: made.userId, role, houseId: 1 });
    return createHouseClient(origin, made.key, connections);
  };
  const auctioneer = await clientFor('House', 'auctioneer');
  const auth = createAuth({ prisma, authSecret: 'x'.repeat(40), publicOrigin: origin });
  const world: World = {
    origin,
    terminals: house.terminals,
    auctioneer,
    pool,
    lot: async (id) => must(await auctioneer.get<LotView>(`/api/v1/lots/${id}`), 'reading a lot'),
    sale: (options = {}) => makeSale(auctioneer, options),
    async rival(auction) {
      const client = await clientFor('Rival', 'bidder');
      await register(client, auction);
      return client;
    },
    async person(name, { role = 'bidder', language = 'en' } = {}) {
      const email = `${name.toLowerCase()}.${randomBytes(4).toString('hex')}@example.test`;
      const made = await createPerson(auth, pool, { email, name, password: PASSWORD, role });
      if (!made.ok) throw new Error(`${email}: ${made.error.kind}`);
      // All people of these tests live at one address, where a house counts sign-ins.
      await pool.query('delete from rate_limit');
      const context = await signedIn(browser, origin, { email, language });
      contexts.push(context);
      return { email, name, context, page: await context.newPage() };
    },
  };
  return {
    world,
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      await prisma.$disconnect();
      await pool.end();
      await connections.close();
    },
  };
}

async function signedIn(
  browser: Browser,
  origin: string,
  as: { email: string; language: 'en' | 'zh' },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: origin,
    locale: as.language === 'zh' ? 'zh-CN' : 'en-GB',
  });
  await context.addCookies([{ name: 'lang', value: as.language, url: origin }]);
  const answer = await context.request.post(`${origin}/api/auth/sign-in/email`, {
    data: { email: as.email, password: PASSWORD },
    headers: { origin },
  });
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`);
  return context;
}

async function makeSale(auctioneer: HouseClient, options: SaleOptions) {
  const nowMs = Date.now();
  const made = must(
    await auctioneer.send<AuctionView>('POST', '/api/v1/auctions', {
      title: { en: 'Works of Art', zh: '艺术珍品' },
      currency: 'GBP',
      softClose: options.softClose ?? null,
      approval: options.approval ?? 'auto',
      staleBid: options.staleBid ?? 'accept',
      depositMinor: options.depositMinor ?? null,
    }),
    'making a sale',
  );
  const times = {
    opensAt: new Date(nowMs + HOUR_MS / 2).toISOString(),
    closesAt: new Date(nowMs + HOUR_MS).toISOString(),
  };
  if (options.closesInMs !== undefined) {
    times.opensAt = new Date(nowMs - 1_000).toISOString();
    times.closesAt = new Date(nowMs + options.closesInMs).toISOString();
  }
  const { lots } = must(
    await auctioneer.send<{ lots: LotView[] }>('POST', `/api/v1/auctions/${made.id}/lots`, {
      lots: Array.from({ length: options.lots ?? 1 }, (_, index) => ({
        title: { en: `Celadon vase ${index + 1}`, zh: `青瓷瓶 ${index + 1}` },
        startMinor: options.startMinor ?? 10_000,
        reserveMinor: options.reserveMinor ?? null,
        pictures: ['/art/lot-01.webp'],
        ...times,
        ...(options.selling && { selling: options.selling }),
        // When a falling price ends follows from the fall.
        ...(options.selling?.format === 'dutch' && { closesAt: undefined }),
      })),
    }),
    'making lots',
  );
  await publishSale(auctioneer, made.id);
  if (options.closesInMs === undefined && !options.staysClosed)
    await Promise.all(lots.map(({ id }) => actOnLot(auctioneer, id, 'open')));
  const read = <T>(path: string) => auctioneer.get<T>(path).then((answer) => must(answer, path));
  return {
    auction: await read<AuctionView>(`/api/v1/auctions/${made.id}`),
    lots: await Promise.all(lots.map(({ id }) => read<LotView>(`/api/v1/lots/${id}`))),
  };
}
