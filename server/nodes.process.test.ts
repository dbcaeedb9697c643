import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Transport } from '../lib/terminal/frame-text';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { type AskHouse, newProgram, openTestSale } from './testing/house-programs';
import {
  createRealProcesses,
  metricOf,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// The real master, two real terminals and a real agent, each its own process, on a real primary,
// replica and Memcached. Would catch: a seam between rooms that does not fit, a terminal that misses
// what another's page bid, an agent that fills nothing, pages that are not let go of at an end, and a
// terminal that does not find back to a master that was killed.

let house: RealProcesses;
let master: RealProcess;
let agent: RealProcess;
let terminals: RealProcess[];
const pages: TestPage[] = [];

beforeAll(async () => {
  house = await createRealProcesses();
  master = await house.startMaster();
  const masters = [master];
  [agent, ...terminals] = await Promise.all([
    house.startAgent('agent-1', { masters }),
    house.startTerminal('terminal-1', { masters }),
    house.startTerminal('terminal-2', { masters }),
  ]);
});

afterAll(async () => {
  for (const page of pages) page.close();
  await house.stop();
});

function open(transport: Transport, at: number, channel: string): TestPage {
  const page = openPage(transport, terminals[at]?.url ?? '', { channel });
  pages.push(page);
  return page;
}

describe('nodes and a master', () => {
  let sale: { auctionId: number; lotId: number };
  let bidders: AskHouse[];
  const bid = (bidder: number, amountMinor: number) =>
    bidders[bidder]?.('POST', `/lots/${sale.lotId}/bids`, { amountMinor, kind: 'exact' });
  const priced = (page: TestPage, priceMinor: number) =>
    page.next('lots', (frame) => frame.lots.some((lot) => lot.priceMinor === priceMinor));

  test('[PSH1] a bid reaches the pages of both terminals, by every transport', async () => {
    const { ask } = await newProgram(house.pool, 'auctioneer', master.url);
    const { auctionId, lotIds } = await openTestSale(ask);
    sale = { auctionId, lotId: lotIds[0] ?? 0 };
    bidders = [];
    for (let nth = 0; nth < 2; nth += 1) {
      const bidder = await newProgram(house.pool, 'bidder', master.url);
      await bidder.ask('POST', `/auctions/${auctionId}/registrations`, { termsVersion: 1 });
      bidders.push(bidder.ask);
    }
    const channel = `auction:${sale.auctionId}`;
    const first = open('websocket', 0, channel);
    const second = open('sse', 1, channel);
    const third = open('poll', 1, channel);
    for (const page of [first, second, third]) {
      await page.next('beat', (beat) => `${channel}/0` in beat.channels);
    }
    await bid(0, 10_000);
    await Promise.all([first, second, third].map((page) => priced(page, 10_000)));
    expect(first.lots()).toEqual(second.lots());
    expect(third.lots()).toEqual(first.lots());
    // And it is proven: the digest the terminal announces holds the new version.
    const seen = first.frames.length;
    await first.next('beat', (beat) => `${channel}/0` in beat.channels, seen);
  });

  test('[FET1] the agent filled Memcached, and a terminal is answered by it', async () => {
    while ((await metricOf(agent, 'lotcast_cache_sets_total')) === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const fresh = await house.startTerminal('terminal-9', { masters: [master] });
    terminals.push(fresh);
    const page = open('websocket', terminals.length - 1, `lot:${sale.lotId}`);
    await priced(page, 10_000);
    expect(await metricOf(fresh, 'lotcast_fetch_total{source="memcached"}')).toBe(1);
    // What it was filled with came from the replica, or where that did not have the bid yet, from the primary.
    const fetched = (source: string) => metricOf(master, `lotcast_fetch_total{source="${source}"}`);
    expect((await fetched('replica')) + (await fetched('primary'))).toBeGreaterThan(0);
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
    await master.kill();
    let seen = page.frames.length;
    await page.next('beat', (beat) => !(name in beat.channels), seen);
    master = await house.startMaster({ port: Number(new URL(master.url).port) });
    seen = page.frames.length;
    await page.next('beat', (beat) => name in beat.channels, seen);
    await bid(1, 12_000);
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
