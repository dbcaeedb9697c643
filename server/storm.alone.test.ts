import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../lib/api/live-config';
import { openPage } from '../lib/terminal/testing/pages';
import { type Crowd, startCrowd } from './testing/crowd';
import { type AskHouse, newProgram, openTestSale } from './testing/house-programs';
import { isProven, type ManyPage, openManyPage, type PageWait } from './testing/many-pages';
import {
  createRealProcesses,
  metricOf,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// Two thousand pages, each with its own live part and WebSocket, lose their terminal at one moment
// while bids go on. They live in processes of their own; the few pages that were at the other
// terminal before live here, beside the judge. Would catch: a terminal that lets everybody in at once,
// pages that come back in step or without pause, pages thrown out by those that arrive, one that is
// called current before its terminal can know, and a page that stays behind.

const PROCESSES = 2;
const PAGES = 2_000;
const BATCH = 200;
const NEAR = 20;

/** Every bid is two thousand writes and every beat too: so many that two busy cores can do both. */
const BID_EVERY_MS = 1_000;
const BIDS_MIN = 4;
const SETTINGS = { beatMs: 5_000, staleMs: 15_000 };

/** What a terminal that sheds asks for on top of a page's own wait. */
const SHED_MS = 1_000;

let house: RealProcesses;
let master: RealProcess;
let dying: RealProcess;
let staying: RealProcess;
let bidders: AskHouse[];
let lotId = 0;
let channels: string[];
let crowd: Crowd;
let near: ManyPage[] = [];
const lapses: string[] = [];

beforeAll(async () => {
  crowd = startCrowd(PROCESSES);
  house = await createRealProcesses();
  master = await house.startMaster();
  [dying, staying] = await Promise.all([
    house.startTerminal('terminal-1', { masters: [master] }),
    house.startTerminal('terminal-2', { masters: [master] }),
  ]);
  await Promise.all([dying, staying].map(knowsOfBoth));
  const { ask } = await newProgram(house.pool, 'admin', master.url);
  await ask('PATCH', '/config', SETTINGS, (await ask('GET', '/config')).etag);
  const sale = await openTestSale(ask);
  lotId = sale.lotIds[0] ?? 0;
  channels = [`auction:${sale.auctionId}`];
  bidders = [];
  for (let nth = 0; nth < 2; nth += 1) {
    const bidder = await newProgram(house.pool, 'bidder', master.url);
    await bidder.ask('POST', `/auctions/${sale.auctionId}/registrations`, { termsVersion: 1 });
    bidders.push(bidder.ask);
  }
});

afterAll(async () => {
  for (const page of near) page.leave();
  await Promise.all([crowd.stop(), house.stop()]);
});

/** Pages go where their terminal says that others are, and it learns that with its beats. */
async function knowsOfBoth({ url }: RealProcess): Promise<void> {
  const page = openPage('websocket', url, { channel: 'auction:1' });
  await page.next('hello', ({ config }) => config.terminals.length === 2);
  page.close();
}

/** Settles when it is so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function provenOfCrowd(terminal: string, priceMinor?: number): Promise<number> {
  const price = priceMinor === undefined ? {} : { price: { lotId, priceMinor } };
  return (await crowd.tell({ do: 'count-proven', terminal, ...price })).count;
}

/** Pages that were at the other terminal before; whatever they lose is noted. */
async function openNear(): Promise<void> {
  near = Array.from({ length: NEAR }, () => openManyPage(staying.url, channels));
  await until(() => near.every((page) => isProven(page, { terminal: staying.url })));
  for (const page of near) {
    page.live.status.subscribe(() => {
      const { freshness, connection } = page.live.status.get();
      if (freshness !== 'live' || connection !== 'synced')
        lapses.push(`${freshness}, ${connection}`);
    });
  }
}

/** One bid after the other, each shown by every near page before the next, until told to stop. */
function bidding(): { stop: () => Promise<{ priceMinor: number }> } {
  let isOver = false;
  const last = { bids: 0, priceMinor: 0 };
  async function bidOn() {
    for (let askMinor = 10_000; !isOver || last.bids < BIDS_MIN; ) {
      const bid = { amountMinor: askMinor, kind: 'exact' };
      const pause = new Promise((resolve) => setTimeout(resolve, BID_EVERY_MS));
      const ask = bidders[last.bids % 2];
      if (!ask) throw new Error('no bidder');
      const { body } = await ask('POST', `/lots/${lotId}/bids`, bid);
      last.bids += 1;
      last.priceMinor = askMinor;
      askMinor = (body.lot as { askMinor: number }).askMinor;
      const price = { lotId, priceMinor: last.priceMinor };
      await until(() => near.every((page) => isProven(page, { terminal: staying.url, price })));
      await pause;
    }
  }
  const whole = bidOn();
  return {
    async stop() {
      isOver = true;
      await whole;
      return last;
    },
  };
}

/** The middle four fifths of these lie in a range as wide as this. */
function spreadOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return at(0.9) - at(0.1);
}

const allOf = (waits: readonly PageWait[][]): PageWait[] => waits.flat();

test('[PSH7] two thousand pages whose terminal died are all proven at another', {
  timeout: 300_000,
}, async () => {
  for (let open = 0; open < PAGES; open += BATCH) {
    const count = BATCH / PROCESSES;
    await crowd.tell({ do: 'open', count, terminal: dying.url, channels });
    await until(async () => {
      const proven = await crowd.tell({ do: 'count-proven', terminal: dying.url });
      return proven.count === open + BATCH;
    });
  }
  await openNear();
  await crowd.tell({ do: 'forget-waits' });

  const bids = bidding();
  // While the master says nothing nobody new is proven, so that those who come must wait for those
  // who came: as long as it takes for one to be sent away, or for all of them to be let in.
  master.process.kill('SIGSTOP');
  await dying.kill();
  const seen = (name: string) => metricOf(staying, name);
  await until(
    async () =>
      (await seen('lotcast_shed_total')) > 0 || (await seen('lotcast_websockets')) > PAGES,
  );
  expect(await provenOfCrowd(staying.url), 'proven while no master could compare').toBe(0);
  master.process.kill('SIGCONT');
  // While no master compares nobody is proven for long, and how long that takes is this machine's affair:
  // what they lose counts from where they were proven anew.
  const goesOnAtMs = Date.now();
  await until(() => near.every(({ live }) => (live.status.get().provenAtMs ?? 0) > goesOnAtMs));
  lapses.length = 0;
  await until(async () => (await provenOfCrowd(staying.url)) === PAGES);
  const { priceMinor } = await bids.stop();
  await until(async () => (await provenOfCrowd(staying.url, priceMinor)) === PAGES);

  expect(lapses, 'one that was there before lost its proof').toEqual([]);
  const shed = await seen('lotcast_shed_total');
  expect(shed, 'all were let in at once').toBeGreaterThan(0);

  const { waits } = await crowd.tell({ do: 'tell-waits' });
  const { reconnectMinMs } = DEFAULT_LIVE_CONFIG;
  expect(allOf(waits).filter(({ isShed }) => isShed).length).toBeLessThanOrEqual(shed);
  for (const { askedMs, isShed } of allOf(waits)) {
    expect(askedMs).toBeGreaterThanOrEqual(reconnectMinMs + (isShed ? SHED_MS : 0));
  }
  // Drawn between the least and its double, at the first failure of each.
  const first = waits.map((ofPage) => ofPage[0]?.askedMs ?? 0);
  expect(spreadOf(first), 'they come back in step').toBeGreaterThan(0.6 * reconnectMinMs);
});
