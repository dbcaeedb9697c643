import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type pg from 'pg';
import { EventSource, MessageEvent, WebSocket } from 'undici';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKey } from '../lib/accounts/api-keys';
import { setRole } from '../lib/accounts/people';
import { systemChance, systemClock, systemTimers } from '../lib/config/system';
import { createPool } from '../lib/db/pools';
import { BROWSER_PORTS } from '../lib/live/browser';
import { createLive } from '../lib/live/live';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { freePort } from './stack/ports';
import { waitUntil } from './stack/wait';
import { buildCommitGate, type CommitGate } from './testing/commit-gate';
import { createTestDatabase, type TestDatabase } from './testing/test-database';

// Two real masters and a real terminal, each its own process. Would catch: a bid that pages never see
// because its master died before it told them, a terminal that hung and claims what it missed, an old
// life of a terminal that goes on claiming beside its successor, settings that need a reload.

const SECRET = 'a-secret-of-tests-that-is-long-enough';
let database: TestDatabase;
let pool: pg.Pool;
let gate: CommitGate;
let masters: Running[];
let terminal: Running;
let admin: string;
let bidders: string[];
let sale: { auctionId: number; lotId: number };
let amountMinor = 10_000;
const everything: ChildProcess[] = [];
const pages: { close(): void }[] = [];

interface Running {
  url: string;
  process: ChildProcess;
}

async function start(entry: string, env: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--import', 'tsx', `server/${entry}.ts`], {
    env: {
      ...process.env,
      ...{ NODE_ENV: 'test', HOST: '127.0.0.1', PORT: String(port), NODE_SECRET: SECRET },
      ...(entry === 'terminal' && { PUBLIC_URL: url, ALLOWED_ORIGINS: 'http://localhost:3000' }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  everything.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  }
  const ready = await waitUntil(
    async () => {
      if (child.exitCode !== null) throw new Error(`${entry} ended: ${said}`);
      return isReady(url);
    },
    { deadlineMs: 90_000, everyMs: 100 },
  );
  if (!ready) throw new Error(`${entry} is not ready: ${said}`);
  return { url, process: child };
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

const startTerminal = () =>
  start('terminal', { NODE_NAME: 'terminal-1', MASTERS: masters.map(({ url }) => url).join(',') });

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 4, name: 'test' });
  gate = await buildCommitGate(pool, 'insert on bid_key');
  masters = await Promise.all(
    ['master-1', 'master-2'].map((name) =>
      start('master', {
        ...{
          MASTER_NAME: name,
          PRIMARY_URL: database.primaryUrl,
          REPLICA_URL: database.replicaUrl,
        },
        ...{ AUTH_SECRET: SECRET, PUBLIC_ORIGIN: 'http://localhost:3000', PAGES: 'off' },
      }),
    ),
  );
  terminal = await startTerminal();
  admin = await person('admin');
  sale = await openSale();
  bidders = [await person('bidder'), await person('bidder')];
  for (const bidder of bidders) {
    await ask(bidder, 'POST', `/auctions/${sale.auctionId}/registrations`, { termsVersion: 1 });
  }
});
afterAll(async () => {
  for (const page of pages) page.close();
  await Promise.all(
    everything.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }),
  );
  await pool?.end();
  await database?.drop();
});

async function person(role: 'bidder' | 'admin'): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'insert into person (name, email) values ($1, $2) returning id',
    [role, `${randomUUID()}@example.test`],
  );
  const userId = rows[0]?.id ?? '';
  if (role !== 'bidder') await setRole(pool, { userId, role, houseId: 1 });
  return (await createKey(pool, { userId, name: 'test' })).key;
}

async function ask(key: string, method: string, path: string, json?: unknown, at = 0, etag = '') {
  const answer = await fetch(`${masters[at]?.url}/api/v1${path}`, {
    method,
    headers: {
      ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      'idempotency-key': randomUUID(),
      ...(etag && { 'if-match': etag }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const body = (await answer.json()) as Record<string, unknown>;
  expect(answer.ok, JSON.stringify(body)).toBe(true);
  return { body, etag: answer.headers.get('etag') ?? '' };
}

async function openSale(): Promise<{ auctionId: number; lotId: number }> {
  const title = { en: 'Clocks', zh: '钟表' };
  const made = await ask(admin, 'POST', '/auctions', { title, currency: 'GBP' });
  const auctionId = made.body.id as number;
  await ask(admin, 'PATCH', `/auctions/${auctionId}`, { state: 'published' }, 0, made.etag);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const lots = await ask(admin, 'POST', `/auctions/${auctionId}/lots`, {
    ...{ title, startMinor: 10_000, opensAt: at(60_000), closesAt: at(3_600_000) },
  });
  const [lot] = lots.body.lots as { id: number; version: number }[];
  const lotId = lot?.id ?? 0;
  const { body } = await ask(admin, 'GET', `/lots/${lotId}`);
  await ask(admin, 'POST', `/lots/${lotId}/actions`, { action: 'open', version: body.version });
  return { auctionId, lotId };
}

const name = () => `lot:${sale.lotId}`;

/** The next bid, by the bidder who does not lead. @returns its amount. */
function bid(at: number): { amount: number; answer: Promise<unknown> } {
  const amount = amountMinor;
  amountMinor += 5_000;
  const bidder = bidders[(amount / 5_000) % 2] ?? '';
  const answer = ask(
    bidder,
    'POST',
    `/lots/${sale.lotId}/bids`,
    { amountMinor: amount, kind: 'exact' },
    at,
  );
  return { amount, answer };
}

const priced = (page: TestPage, priceMinor: number) =>
  page.next('lots', ({ lots }) => lots.some((lot) => lot.priceMinor === priceMinor));
const proven = (page: TestPage, from: number) =>
  page.next('beat', ({ channels }) => name() in channels, from);

async function openProven(): Promise<TestPage> {
  const page = openPage('websocket', terminal.url, { channel: name() });
  pages.push(page);
  await proven(page, 0);
  return page;
}

async function metric(line: string): Promise<number> {
  const text = await (await fetch(`${terminal.url}/metrics`)).text();
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
}

describe('two masters and a terminal', () => {
  test('[NOD1] bids that either master took reach the page', async () => {
    const page = await openProven();
    for (const at of [0, 1, 0, 1]) {
      const { amount, answer } = bid(at);
      await answer;
      await priced(page, amount);
    }
  });

  test('[ANT1][G1] a master killed between its COMMIT and its notices: the page is right without it', async () => {
    const page = await openProven();
    const mended = await metric('lotcast_anti_entropy_mended_total');
    const closed = await gate.close();
    const { amount, answer } = bid(1);
    const outcome = answer.then(
      () => 'answered',
      () => 'cut off',
    );
    await gate.pidInCommit();
    masters[1]?.process.kill('SIGKILL');
    expect(await outcome).toBe('cut off');
    await closed.open();
    // It stands, and the only one who could tell of it is dead.
    await priced(page, amount);
    expect(await metric('lotcast_anti_entropy_mended_total')).toBeGreaterThan(mended);
    await proven(page, page.frames.length);
  });

  test('[NTF5][PSH7] a terminal that hung shows what it missed before it claims to be current', async () => {
    const page = await openProven();
    terminal.process.kill('SIGSTOP');
    const { amount, answer } = bid(0);
    await answer;
    const seen = page.frames.length;
    terminal.process.kill('SIGCONT');
    await priced(page, amount);
    await proven(page, seen);
    const frames = page.frames.slice(seen);
    const price = frames.findIndex((one) => one.t === 'lots');
    const claim = frames.findIndex(
      (one) => one.t === 'beat' && one.nowMs > 0 && name() in one.channels,
    );
    expect(price).toBeLessThan(claim);
  });

  test('[NOD1] replaced under its name, a terminal that comes back is refused and claims nothing', async () => {
    const old = terminal;
    const page = await openProven();
    old.process.kill('SIGSTOP');
    terminal = await startTerminal();
    const seen = page.frames.length;
    old.process.kill('SIGCONT');
    // It is not let in again, so it is in touch with nobody.
    expect(await waitUntil(async () => !(await isReady(old.url)), { deadlineMs: 30_000 })).toBe(
      true,
    );
    const after = page.frames.length;
    expect(after).toBeGreaterThanOrEqual(seen);
    const successor = await openProven();
    for (let round = 0; round < 3; round += 1) {
      const { amount, answer } = bid(0);
      await answer;
      await priced(successor, amount);
    }
    await page.next('beat', () => true, after);
    const claims = page.frames
      .slice(after)
      .filter((one) => one.t === 'beat' && name() in one.channels);
    expect(claims).toEqual([]);
    expect(await isReady(terminal.url)).toBe(true);
    old.process.kill('SIGKILL');
  });

  test('[ANT3] an open page goes by new intervals and another transport, without a reload', async () => {
    vi.stubGlobal('WebSocket', WebSocket);
    vi.stubGlobal('EventSource', EventSource);
    vi.stubGlobal('MessageEvent', MessageEvent);
    const live = createLive(
      {
        ...BROWSER_PORTS,
        ...{ clock: systemClock, timers: systemTimers, chance: systemChance },
        askTime: async () => null,
      },
      { terminals: [terminal.url], transport: null },
    );
    const { lots, auctions } = { lots: [], auctions: [] };
    const seed = { epoch: 1, lots, auctions };
    const stop = live.watch({ channels: [name()], seed, asOfMs: Date.now() });
    pages.push({ close: stop });
    const until = (isSo: () => boolean) => waitUntil(async () => isSo(), { deadlineMs: 30_000 });
    const isLiveBy = (transport: string) => {
      const { freshness, path } = live.status.get();
      return freshness === 'live' && path?.transport === transport;
    };
    expect(await until(() => isLiveBy('websocket'))).toBe(true);
    const { etag } = await ask(admin, 'GET', '/config');
    const settings = { beatMs: 400, reconnectMaxMs: 500, transports: ['sse'] };
    await ask(admin, 'PATCH', '/config', settings, 0, etag);
    expect(await until(() => isLiveBy('sse'))).toBe(true);
    expect(live.config()).toMatchObject(settings);
    const { amount, answer } = bid(0);
    await answer;
    expect(await until(() => live.records.lot(sale.lotId)?.priceMinor === amount)).toBe(true);
    stop();
    vi.unstubAllGlobals();
  });
});
