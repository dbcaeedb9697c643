import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../lib/accounts/api-keys';
import { setRole } from '../lib/accounts/people';
import { createPool } from '../lib/db/pools';
import type { Transport } from '../lib/terminal/frame-text';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { freePort } from './stack/ports';
import { createTestDatabase, type TestDatabase } from './testing/test-database';
import { startTestMemcached } from './testing/test-memcached';

// The real master, two real terminals and a real agent, each its own process, on a real primary,
// replica and Memcached. Would catch: a seam between rooms that does not fit, a terminal that misses
// what another's page bid, an agent that fills nothing, pages that are not let go of at an end, and a
// terminal that does not find back to a master that was killed.

const SECRET = 'a-secret-of-tests-that-is-long-enough';
const common = {
  ...process.env,
  NODE_ENV: 'test' as const,
  HOST: '127.0.0.1',
  NODE_SECRET: SECRET,
};

interface Running {
  url: string;
  process: ChildProcess;
  output: () => string;
}

let database: TestDatabase;
let memcached: Awaited<ReturnType<typeof startTestMemcached>>;
let pool: pg.Pool;
let master: Running;
let agent: Running;
let terminals: Running[];
const pages: TestPage[] = [];
const everything: ChildProcess[] = [];

async function start(entry: string, port: number, env: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, ['--import', 'tsx', `server/${entry}.ts`], {
    env: { ...common, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  everything.push(child);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const running = { url: `http://127.0.0.1:${port}`, process: child, output: () => said };
  while (!(await isReady(running.url))) {
    if (child.exitCode !== null) throw new Error(`${entry} ended: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return running;
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

const startMaster = (port: number) =>
  start('master', port, {
    PRIMARY_URL: database.primaryUrl,
    REPLICA_URL: database.replicaUrl,
    MEMCACHED: memcached.address,
    AUTH_SECRET: SECRET,
    PUBLIC_ORIGIN: 'http://localhost:3000',
    PAGES: 'off',
  });

async function metric(of: Running, line: string): Promise<number> {
  const text = await (await fetch(`${of.url}/metrics`)).text();
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
}

beforeAll(async () => {
  [database, memcached] = await Promise.all([createTestDatabase(), startTestMemcached()]);
  pool = createPool(database.primaryUrl, { max: 3, name: 'test' });
  master = await startMaster(await freePort());
  const node = { MASTERS: master.url, MEMCACHED: memcached.address };
  [agent, ...terminals] = await Promise.all([
    start('cache-agent', await freePort(), { ...node, NODE_NAME: 'agent-1' }),
    ...[await freePort(), await freePort()].map((port, at) =>
      start('terminal', port, {
        ...node,
        NODE_NAME: `terminal-${at + 1}`,
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        ALLOWED_ORIGINS: 'http://localhost:3000',
      }),
    ),
  ]);
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
  await pool.end();
  await Promise.all([database.drop(), memcached.stop()]);
});

/** A person with an API key. */
async function person(role: 'bidder' | 'auctioneer'): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'insert into person (name, email) values ($1, $2) returning id',
    [role, `${randomUUID()}@example.test`],
  );
  const userId = rows[0]?.id ?? '';
  if (role !== 'bidder') await setRole(pool, { userId, role, houseId: 1 });
  return (await createKey(pool, { userId, name: 'test' })).key;
}

async function ask(key: string, method: string, path: string, json?: unknown, etag = '') {
  const answer = await fetch(`${master.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(etag && { 'if-match': etag }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const body = (await answer.json()) as { [name: string]: unknown };
  expect(answer.ok, JSON.stringify(body)).toBe(true);
  return { body, etag: answer.headers.get('etag') ?? '' };
}

/** A published sale with one open lot. */
async function openSale(key: string): Promise<{ auctionId: number; lotId: number }> {
  const title = { en: 'Clocks', zh: '钟表' };
  const made = await ask(key, 'POST', '/auctions', { title, currency: 'GBP' });
  const auctionId = made.body.id as number;
  await ask(key, 'PATCH', `/auctions/${auctionId}`, { state: 'published' }, made.etag);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const lots = await ask(key, 'POST', `/auctions/${auctionId}/lots`, {
    ...{ title, startMinor: 10_000, opensAt: at(60_000), closesAt: at(3_600_000) },
  });
  const [lot] = lots.body.lots as { id: number; version: number }[];
  const lotId = lot?.id ?? 0;
  const { body } = await ask(key, 'GET', `/lots/${lotId}`);
  await ask(key, 'POST', `/lots/${lotId}/actions`, { action: 'open', version: body.version });
  return { auctionId, lotId };
}

function open(transport: Transport, at: number, channel: string): TestPage {
  const page = openPage(transport, terminals[at]?.url ?? '', { channel });
  pages.push(page);
  return page;
}

describe('nodes and a master', () => {
  let sale: { auctionId: number; lotId: number };
  let bidders: string[];
  const bid = (bidder: string | undefined, amountMinor: number) =>
    ask(bidder ?? '', 'POST', `/lots/${sale.lotId}/bids`, { amountMinor, kind: 'exact' });
  const priced = (page: TestPage, priceMinor: number) =>
    page.next('lots', (frame) => frame.lots.some((lot) => lot.priceMinor === priceMinor));

  test('[PSH1] a bid reaches the pages of both terminals, by either transport', async () => {
    sale = await openSale(await person('auctioneer'));
    bidders = [await person('bidder'), await person('bidder')];
    for (const bidder of bidders) {
      await ask(bidder, 'POST', `/auctions/${sale.auctionId}/registrations`, { termsVersion: 1 });
    }
    const channel = `auction:${sale.auctionId}`;
    const first = open('websocket', 0, channel);
    const second = open('sse', 1, channel);
    for (const page of [first, second]) {
      await page.next('beat', (beat) => `${channel}/0` in beat.channels);
    }
    await bid(bidders[0], 10_000);
    await Promise.all([priced(first, 10_000), priced(second, 10_000)]);
    expect(first.lots()).toEqual(second.lots());
    // And it is proven: the digest the terminal announces holds the new version.
    const seen = first.frames.length;
    await first.next('beat', (beat) => `${channel}/0` in beat.channels, seen);
  });

  test('[FET1] the agent filled Memcached, and a terminal is answered by it', async () => {
    while ((await metric(agent, 'lotcast_cache_sets_total')) === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const port = await freePort();
    const fresh = await start('terminal', port, {
      ...{ MASTERS: master.url, MEMCACHED: memcached.address, NODE_NAME: 'terminal-9' },
      ...{ PUBLIC_URL: `http://127.0.0.1:${port}`, ALLOWED_ORIGINS: 'http://localhost:3000' },
    });
    terminals.push(fresh);
    const page = open('websocket', terminals.length - 1, `lot:${sale.lotId}`);
    await priced(page, 10_000);
    expect(await metric(fresh, 'lotcast_fetch_total{source="memcached"}')).toBe(1);
    expect(await metric(master, 'lotcast_fetch_total{source="replica"}')).toBeGreaterThan(0);
  });

  test('[PSH7] pages learn where all terminals are', async () => {
    const page = open('websocket', 0, `lot:${sale.lotId}`);
    const all = terminals.map((terminal) => terminal.url).sort();
    await page.next('hello', (hello) => [...hello.config.terminals].sort().join() === all.join());
  });

  test('[PSH7] a killed master leaves pages unproven; restarted, they are proven and get the next bid', async () => {
    const page = open('sse', 1, `lot:${sale.lotId}`);
    const name = `lot:${sale.lotId}`;
    await page.next('beat', (beat) => name in beat.channels);
    master.process.kill('SIGKILL');
    await once(master.process, 'exit');
    let seen = page.frames.length;
    await page.next('beat', (beat) => !(name in beat.channels), seen);
    master = await startMaster(Number(new URL(master.url).port));
    seen = page.frames.length;
    await page.next('beat', (beat) => name in beat.channels, seen);
    await bid(bidders[1], 12_000);
    await priced(page, 12_000);
    expect(page.lots().get(sale.lotId)?.priceMinor).toBe(12_000);
  });

  test('[PSH7] a terminal that is stopped tells its pages to move and exits in order', async () => {
    const page = open('websocket', 0, `lot:${sale.lotId}`);
    await page.next('beat', (beat) => `lot:${sale.lotId}` in beat.channels);
    const [stopped] = terminals;
    stopped?.process.kill('SIGTERM');
    expect(await page.closed).toBe(1012);
    if (stopped?.process.exitCode === null) await once(stopped.process, 'exit');
    expect(stopped?.process.exitCode).toBe(0);
  });

  test('a bad environment is one line that names every bad variable, and an exit', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/terminal.ts'], {
      env: { PATH: process.env.PATH, NODE_ENV: 'test', NODE_SECRET: 'short' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    everything.push(child);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(said.trim().split('\n').length).toBe(1);
    for (const name of ['PORT', 'NODE_SECRET', 'NODE_NAME', 'PUBLIC_URL']) {
      expect(said).toContain(name);
    }
  });
});
