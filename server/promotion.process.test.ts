import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../lib/accounts/api-keys';
import { setRole } from '../lib/accounts/people';
import { systemTimers } from '../lib/config/system';
import { createDatabaseServers } from '../lib/db/database-servers';
import { raiseEpoch } from '../lib/db/epoch-raise';
import { createPool } from '../lib/db/pools';
import { verifyLotChain } from '../lib/master/lanes/verify-lot-chain';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { databaseAccount } from './stack/account';
import type { Child } from './stack/child';
import { freePort } from './stack/ports';
import { startServer } from './stack/postgres';
import { findPostgres } from './stack/postgres-binaries';
import { startReplica } from './stack/replica';
import { waitUntil } from './stack/wait';
import { startMigratedPostgres } from './testing/migrated-postgres';
import { mustCome } from './testing/must-come';
import { startTestMemcached } from './testing/test-memcached';
import type { TestPostgres } from './testing/test-postgres';

// Two real masters in `strict`, a real terminal, a real pair of databases. The primary is killed under
// bids that are retried by their key, as a page does; the replica is promoted by the script. Would
// catch: a confirmed bid that is not in the new ledger, a bid made twice by its retry, a process that
// stays with the old primary, a page that mixes two histories, an old primary that is believed again.

const SECRET = 'a-secret-of-tests-that-is-long-enough';
let postgres: TestPostgres;
let memcached: Awaited<ReturnType<typeof startTestMemcached>>;
let masters: string[];
let terminal: { url: string; output: () => string };
let pool: pg.Pool;
const everything: ChildProcess[] = [];
const servers: Child[] = [];
const said = new Map<string, string>();
let sale: { auctionId: number; lotId: number; bidder: string };

async function start(entry: string, port: number, env: Record<string, string>): Promise<string> {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--import', 'tsx', `server/${entry}.ts`], {
    env: {
      ...process.env,
      ...{ NODE_ENV: 'test', HOST: '127.0.0.1', NODE_SECRET: SECRET, PORT: String(port) },
      MEMCACHED: memcached.address,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  everything.push(child);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => said.set(url, `${said.get(url) ?? ''}${chunk}`));
  }
  const ready = await waitUntil(
    async () => {
      if (child.exitCode !== null) throw new Error(`${entry} ended: ${said.get(url)}`);
      return fetch(`${url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
    },
    { deadlineMs: 90_000, everyMs: 50 },
  );
  if (!ready) throw new Error(`${entry} was not ready: ${said.get(url)}`);
  return url;
}

beforeAll(async () => {
  [postgres, memcached] = await Promise.all([
    startMigratedPostgres({ replica: true, isSynchronous: true }),
    startTestMemcached(),
  ]);
  pool = createPool(postgres.primaryUrl, { max: 3, name: 'test' });
  await caughtUp();
  const master = {
    PRIMARY_URL: postgres.primaryUrl,
    REPLICA_URL: postgres.replicaUrl ?? '',
    AUTH_SECRET: SECRET,
    PUBLIC_ORIGIN: 'http://localhost:3000',
    PAGES: 'off',
    DURABILITY: 'strict',
  };
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  masters = await Promise.all([
    start('master', ports[0], { ...master, MASTER_NAME: 'master-1' }),
    start('master', ports[1], { ...master, MASTER_NAME: 'master-2' }),
  ]);
  const url = await start('terminal', ports[2], {
    MASTERS: masters.join(','),
    NODE_NAME: 'terminal-1',
    PUBLIC_URL: `http://127.0.0.1:${ports[2]}`,
    ALLOWED_ORIGINS: 'http://localhost:3000',
  });
  terminal = { url, output: () => said.get(url) ?? '' };
}, 180_000);

afterAll(async () => {
  await Promise.all(
    everything.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }),
  );
  await pool?.end();
  for (const server of servers) await server.stop();
  await postgres?.stop();
  await memcached?.stop();
});

async function caughtUp(): Promise<void> {
  const standby = createPool(postgres.replicaUrl ?? '', { max: 1, name: 'test' });
  const sql = 'select 1 from setting';
  await mustCome(
    'a standby that has the tables',
    () =>
      standby.query(sql).then(
        () => true,
        () => false,
      ),
    { deadlineMs: 30_000 },
  );
  await standby.end();
}

async function person(role: 'bidder' | 'auctioneer'): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'insert into person (name, email) values ($1, $2) returning id',
    [role, `${randomUUID()}@example.test`],
  );
  const userId = rows[0]?.id ?? '';
  if (role !== 'bidder') await setRole(pool, { userId, role, houseId: 1 });
  return (await createKey(pool, { userId, name: 'test' })).key;
}

async function call(
  at: { key: string; method: string; path: string; master?: number },
  json?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`${masters[at.master ?? 0]}/api/v1${at.path}`, {
    method: at.method,
    headers: {
      authorization: `Bearer ${at.key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const body = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, etag: answer.headers.get('etag') ?? '', body };
}

async function openSale(key: string): Promise<{ auctionId: number; lotId: number }> {
  const title = { en: 'Clocks', zh: '钟表' };
  const post = { key, method: 'POST' };
  const made = await call({ ...post, path: '/auctions' }, { title, currency: 'GBP' });
  const auctionId = made.body.id as number;
  const patch = { key, method: 'PATCH', path: `/auctions/${auctionId}` };
  await call(patch, { state: 'published' }, { 'if-match': made.etag });
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const lots = await call(
    { ...post, path: `/auctions/${auctionId}/lots` },
    {
      ...{ title, startMinor: 10_000, opensAt: at(60_000), closesAt: at(3_600_000) },
    },
  );
  const [lot] = lots.body.lots as { id: number }[];
  const lotId = lot?.id ?? 0;
  const { body } = await call({ key, method: 'GET', path: `/lots/${lotId}` });
  const action = { action: 'open', version: body.version };
  await call({ ...post, path: `/lots/${lotId}/actions` }, action);
  return { auctionId, lotId };
}

interface Confirmed {
  bidId: string;
  entry: number;
  durability: string;
}

/** One bid until it is answered for good: the same key after every outage, as a page does. */
async function bidUntilAnswered(bidder: string, lotId: number, amountMinor: number, nth: number) {
  const key = { 'idempotency-key': randomUUID() };
  for (let tried = nth; ; tried += 1) {
    const at = { key: bidder, method: 'POST', path: `/lots/${lotId}/bids`, master: tried % 2 };
    const answer = await call(at, { amountMinor, kind: 'max' }, key).catch(() => null);
    if (answer?.status === 201) return answer.body as unknown as Confirmed;
    if (answer && answer.status !== 503 && answer.status !== 500) return null;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function promote(): Promise<string> {
  const pid = postgres.primary().process.pid;
  const [primary, standby] = [postgres.primaryAdminUrl, postgres.replicaAdminUrl ?? ''].map((url) =>
    url.replace(/\/postgres$/, `/${new URL(postgres.primaryUrl).pathname.slice(1)}`),
  );
  const fence = `kill -9 ${pid} 2>/dev/null || true`;
  const args = ['--primary', primary ?? '', '--standby', standby ?? '', '--fence', fence];
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/promote.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  const [code] = await once(child, 'close');
  expect(code, text).toBe(0);
  return text;
}

const place = (dataDir: string) => {
  const account = databaseAccount();
  const logFile = path.join(postgres.folder, `${dataDir}.log`);
  return {
    ...{ binaries: findPostgres(account), account, logFile },
    dataDir: path.join(postgres.folder, dataDir),
  };
};
const LIMITS = { sharedBuffersMb: 64, maxConnections: 200, isSynchronous: true };
const portOf = (url: string | null) => Number(new URL(url ?? '').port);

/** As the stack does: a fresh replica of the new primary, where the old primary was. */
async function replicaOfTheNewPrimary(): Promise<void> {
  const password = decodeURIComponent(new URL(postgres.primaryUrl).password);
  const { child } = await startReplica(
    place('again'),
    { ...LIMITS, port: portOf(postgres.primaryUrl) },
    { ...{ port: portOf(postgres.replicaUrl), password }, dataDir: place('replica').dataDir },
  );
  servers.push(child);
}

/** No page shows an older version within a history, and histories only go up. */
function expectNoStepBack(page: TestPage): void {
  let epoch = 0;
  let newest = new Map<number, number>();
  for (const frame of page.frames) {
    if (frame.t === 'reset') {
      expect(frame.epoch).toBeGreaterThanOrEqual(epoch);
      epoch = frame.epoch;
      newest = new Map();
    }
    if (frame.t !== 'lots') continue;
    for (const lot of frame.lots) {
      expect(lot.version).toBeGreaterThanOrEqual(newest.get(lot.id) ?? 0);
      newest.set(lot.id, lot.version);
    }
  }
}

test('[G1, G4, G5, EPO1, EPO2, DUR1] kill -9 of the primary under strict bids, promote: every confirmed bid is in the new ledger, and pages follow', async () => {
  const bidders = await Promise.all([0, 1, 2].map(() => person('bidder')));
  sale = { ...(await openSale(await person('auctioneer'))), bidder: bidders[0] ?? '' };
  const { auctionId, lotId } = sale;
  for (const key of bidders) {
    const path = `/auctions/${auctionId}/registrations`;
    await call({ key, method: 'POST', path }, { termsVersion: 1 });
  }
  const page = openPage('websocket', terminal.url, { channel: `lot:${lotId}` });
  await page.next('beat', (beat) => `lot:${lotId}` in beat.channels);

  const confirmed: Confirmed[] = [];
  let nextMinor = 20_000;
  let isOver = false;
  const bidding = bidders.map(async (key, nth) => {
    while (!isOver) {
      nextMinor += 5_000;
      const answer = await bidUntilAnswered(key, lotId, nextMinor, nth);
      if (answer) confirmed.push(answer);
    }
  });
  await mustCome('ten confirmed bids', () => confirmed.length >= 10, { deadlineMs: 60_000 });
  expect(confirmed.every(({ durability }) => durability === 'standby')).toBe(true);
  await postgres.killPrimary();
  const output = await promote();
  expect(output).toContain('epoch 2, timeline 2');
  expect(output).toContain('how many bids were lost is unknown: the old primary did not answer');
  const before = confirmed.length;
  await pool.end();
  pool = createPool(postgres.replicaUrl ?? '', { max: 3, name: 'test' });
  await replicaOfTheNewPrimary();
  await mustCome('bids after the promotion', () => confirmed.length >= before + 6, {
    deadlineMs: 90_000,
  });
  isOver = true;
  await Promise.all(bidding);
  expect(confirmed.length).toBeGreaterThanOrEqual(before + 6);

  const { rows } = await pool.query<{ bidId: string; entry: number }>(
    `select bid_id::text as "bidId", entry from ledger
      where lot_id = $1 and kind = 'bid' and code is null`,
    [lotId],
  );
  const kept = new Map(rows.map((row) => [row.bidId, row.entry]));
  for (const { bidId, entry } of confirmed) expect(kept.get(bidId)).toBe(entry);
  // One accepted entry for each confirmed key, whatever was retried.
  expect(new Set(confirmed.map(({ bidId }) => bidId)).size).toBe(confirmed.length);
  expect(await verifyLotChain(pool, lotId)).toMatchObject({ ok: true });

  const stored = await pool.query<{ version: number }>('select version from lot where id = $1', [
    lotId,
  ]);
  await page.next('lots', ({ lots }) =>
    lots.some((lot) => lot.version === stored.rows[0]?.version),
  );
  const resets = page.frames.flatMap((frame) => (frame.t === 'reset' ? [frame.epoch] : []));
  expect(resets.at(-1)).toBe(2);
  expectNoStepBack(page);
  // And it is proven again, by the digest of the new history.
  await page.next('beat', (beat) => `lot:${lotId}` in beat.channels, page.frames.length);
  page.close();
}, 300_000);

test('[EPO1, EPO2] the old primary brought back is taken by nobody; its master is refused by nodes, learns of the epoch from them and writes no more', async () => {
  const port = await freePort();
  const password = decodeURIComponent(new URL(postgres.primaryUrl).password);
  const old = await startServer(place('primary'), { ...LIMITS, port, password, streamsFrom: null });
  servers.push(old);
  const oldUrl = postgres.primaryUrl.replace(/:\d+\//, `:${port}/`);
  const found = createDatabaseServers({
    urls: [oldUrl, postgres.replicaUrl ?? ''],
    raise: raiseEpoch,
    timers: systemTimers,
    log: { info() {}, warn() {} },
  });
  await found.start(20_000);
  expect(found.primary.url()).toBe(postgres.replicaUrl);
  await found.stop();

  // A master that knows nothing else serves the old history; no node believes it.
  const url = await start('master', await freePort(), {
    ...{ PRIMARY_URL: oldUrl, REPLICA_URL: oldUrl, AUTH_SECRET: SECRET, PAGES: 'off' },
    ...{ PUBLIC_ORIGIN: 'http://localhost:3000', MASTER_NAME: 'master-old' },
  });
  const second = await start('terminal', await freePort(), {
    ...{ MASTERS: [url, ...masters].join(','), NODE_NAME: 'terminal-2' },
    ...{ PUBLIC_URL: 'http://127.0.0.1:1', ALLOWED_ORIGINS: 'http://localhost:3000' },
  });
  // The node refuses its answer, or where that came before the others' and told it of epoch 1, it is
  // refused itself with its next beat.
  const isRefused = () => /lower epoch|another server is the primary/.test(said.get(second) ?? '');
  await mustCome('a node of the higher epoch', isRefused, { deadlineMs: 60_000 });
  // Whom it told of its epoch it hears the higher one from: nothing is confirmed there any more.
  const { auctionId, lotId } = sale;
  const stopped = await waitUntil(
    async () => {
      const answer = await fetch(`${url}/api/v1/auctions/${auctionId}`);
      return answer.status === 503 || answer.status === 500;
    },
    { deadlineMs: 60_000 },
  );
  expect(stopped).toBe(true);
  const bid = await fetch(`${url}/api/v1/lots/${lotId}/bids`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${sale.bidder}`, 'content-type': 'application/json' },
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ amountMinor: 90_000_000, kind: 'exact' }),
  });
  expect(bid.status).toBe(503);
  expect(said.get(url)).toMatch(/no server is the primary of this epoch/);
  const page = openPage('websocket', second, { channel: 'lot:1' });
  const hello = await page.next('hello', ({ epoch }) => epoch === 2);
  expect(hello.epoch).toBe(2);
  page.close();
}, 240_000);
