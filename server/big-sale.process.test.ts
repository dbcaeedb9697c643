import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PublicLot } from '../lib/api/public-lot';
import { HAVE_MAX_CHARS } from '../lib/sync/have';
import { type AskHouse, newProgram } from './testing/house-programs';
import { type LivePage, openLivePage } from './testing/live-page';
import { mustCome } from './testing/must-come';
import {
  createRealProcesses,
  metricOf,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// A sale of 10,000 lots in a real master and terminal, made through the API; two real pages that show
// sixty lots each and one that shows all. Would catch: a page that is sent lots it does not show, or is
// never told of its sale; a resume that sends more than is newer, or says versions by the thousand; a
// new epoch that reads from the primary, or more than is watched.

const LOTS = 10_000;
const SHOWN = 60;
const PATIENCE = { deadlineMs: 60_000 };
/** A lot's frame: its public body of up to 300 bytes and what is around it. */
const LOT_MAX_BYTES = 400;
/** A beat or hello of a page with two digests. */
const SMALL_FRAME_MAX_BYTES = 700;

let house: RealProcesses;
let master: RealProcess;
let terminal: RealProcess;
let auctioneer: AskHouse;
let bidders: AskHouse[];
let auctionId = 0;
/** By lot number, from 1. */
let ids: number[];
let first: LivePage;
let last: LivePage;
let whole: LivePage;
const pages = () => [first, last, whole];

const isBusy = (lotNumber: number) => lotNumber % 25 === 0;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

async function makeLots(count: number, from: number): Promise<number[]> {
  const lots = Array.from({ length: count }, (_, index) => ({
    title: { en: `Clock ${from + index}`, zh: '' },
    startMinor: 1_000,
    // Those that nothing happens to are not open yet.
    opensAt: isBusy(from + index) ? at(-1_000) : at(3_600_000),
    closesAt: at(7_200_000),
  }));
  const { body } = await auctioneer('POST', `/auctions/${auctionId}/lots`, { lots });
  return (body.lots as { id: number }[]).map(({ id }) => id);
}

const until = (what: string, isSo: () => boolean | Promise<boolean>) =>
  mustCome(what, isSo, PATIENCE);

const isLive = (page: LivePage) =>
  until('a page is live', () => page.live.status.get().freshness === 'live');

/** Does something to many lots, a few at a time. */
async function toEach(lotNumbers: readonly number[], act: (lotId: number) => Promise<unknown>) {
  const left = [...lotNumbers];
  const worker = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await act(idOf(next));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

const idOf = (lotNumber: number): number => ids[lotNumber - 1] ?? 0;
const every = (step: number, offset = 0) =>
  Array.from({ length: LOTS / step }, (_, index) => (index + 1) * step - offset);
const numbersOf = (page: LivePage) =>
  lotsTo(page)
    .map(({ lotNumber }) => lotNumber)
    .sort((a, b) => a - b);
const lotsTo = ({ frames }: LivePage): PublicLot[] =>
  frames.flatMap((frame) => (frame.t === 'lots' ? frame.lots : []));
const kinds = ({ frames }: LivePage) => new Set(frames.map(({ t }) => t));

/** What of this a page may have cost: its lots, and its beats. */
const mayHaveCost = (page: LivePage) =>
  page.frames.reduce(
    (sum, frame) =>
      sum + (frame.t === 'lots' ? frame.lots.length * LOT_MAX_BYTES : SMALL_FRAME_MAX_BYTES),
    0,
  );

/** All pages show what the primary has. */
async function areAllRight(): Promise<void> {
  for (const page of pages()) await isLive(page);
  const { rows } = await house.pool.query<{ id: number; version: number }>(
    'select id, version from lot where auction_id = $1',
    [auctionId],
  );
  const wrong = rows.filter(({ id, version }) =>
    pages().some(({ live }) => (live.records.lot(id)?.version ?? version) !== version),
  );
  expect(wrong).toEqual([]);
  expect(whole.live.records.lotsOf(auctionId)).toHaveLength(rows.length);
}

beforeAll(async () => {
  house = await createRealProcesses();
  master = await house.startMaster();
  terminal = await house.startTerminal('terminal-1', { masters: [master] });
  auctioneer = (await newProgram(house.pool, 'auctioneer', master.url)).ask;
  const title = { en: 'Ten thousand clocks', zh: '' };
  const made = await auctioneer('POST', '/auctions', { title, currency: 'GBP' });
  auctionId = made.body.id as number;
  await auctioneer('PATCH', `/auctions/${auctionId}`, { state: 'published' }, made.etag);
  ids = [...(await makeLots(LOTS / 2, 1)), ...(await makeLots(LOTS / 2, LOTS / 2 + 1))];
  bidders = [];
  for (let nth = 0; nth < 2; nth += 1) {
    const bidder = await newProgram(house.pool, 'bidder', master.url);
    await bidder.ask('POST', `/auctions/${auctionId}/registrations`, { termsVersion: 1 });
    bidders.push(bidder.ask);
  }
  await until('every busy lot is open', async () => {
    const { rows } = await house.pool.query<{ open: number }>(
      `select count(*)::int as open from lot where auction_id = $1 and phase = 'open'`,
      [auctionId],
    );
    return rows[0]?.open === LOTS / 25;
  });
  const show = (numbers: readonly number[]) => [
    `sale:${auctionId}`,
    ...numbers.map((lotNumber) => `lot:${idOf(lotNumber)}`),
  ];
  const numbers = Array.from({ length: LOTS }, (_, index) => index + 1);
  const terminals = [terminal.url];
  const ofFirst = show(numbers.slice(0, SHOWN));
  const ofLast = show(numbers.slice(-SHOWN));
  first = openLivePage({ terminals, channels: ofFirst, transport: 'websocket' });
  last = openLivePage({ terminals, channels: ofLast, transport: 'poll' });
  whole = openLivePage({ terminals, channels: [`auction:${auctionId}`], transport: 'websocket' });
  await areAllRight();
}, 240_000);

afterAll(async () => {
  for (const page of pages()) page?.close();
  await house.stop();
});

test('[CHN1] a page of sixty lots of ten thousand is told of exactly those, and of its sale', async () => {
  expect(lotsTo(first)).toHaveLength(SHOWN);
  expect(lotsTo(last)).toHaveLength(SHOWN);
  expect(lotsTo(whole)).toHaveLength(LOTS);
  for (const page of pages()) page.forget();
  const bidOn = every(50);
  const closed = every(50, 25);
  await toEach(bidOn, (id) => bidders[0]?.('POST', `/lots/${id}/bids`, bid(id)) ?? failed());
  await toEach(closed, (id) =>
    auctioneer('POST', `/lots/${id}/actions`, { action: 'close', version: versionOf(id) }),
  );
  // One lot more: the sale's own record says so, and only the page of all lots shows it.
  ids.push(...(await makeLots(1, LOTS + 1)));
  for (const { live } of pages()) {
    const isTold = () => live.records.auction(auctionId)?.lotCount === LOTS + 1;
    await until('the sale has a lot more', isTold);
  }
  await until('the new lot is shown', () => whole.live.records.lot(idOf(LOTS + 1)) !== null);
  await areAllRight();
  expect(numbersOf(first)).toEqual([25, 50]);
  expect(numbersOf(last)).toEqual([9_950, 9_975, 10_000]);
  expect(new Set(numbersOf(whole))).toEqual(new Set([...bidOn, ...closed, LOTS + 1]));
  for (const page of [first, last]) {
    expect([...kinds(page)]).not.toEqual(expect.arrayContaining(['reset']));
    expect([...kinds(page)]).not.toEqual(expect.arrayContaining(['items']));
    expect(page.bytes()).toBeLessThan(mayHaveCost(page));
  }
});

test('[PSH2] pages that were away get what is newer: by versions below 4 KB, by digests above', async () => {
  for (const page of pages()) page.live.check('went-offline');
  for (const page of pages()) page.forget();
  const bidOn = every(1_000);
  await toEach(bidOn, (id) => bidders[1]?.('POST', `/lots/${id}/bids`, bid(id)) ?? failed());
  for (const page of pages()) page.live.check('came-online');
  await areAllRight();
  for (const { claims } of [first, last]) {
    const [claim] = claims;
    expect(claim?.digests).toBeUndefined();
    expect(claim?.have.split(',')).toHaveLength(SHOWN);
    expect(claim?.have.length).toBeLessThan(HAVE_MAX_CHARS);
  }
  const [claim] = whole.claims;
  expect(claim?.have).toBe('');
  expect(Object.keys(claim?.digests ?? {})).toHaveLength(Math.ceil((LOTS + 1) / 256));
  expect(numbersOf(first)).toEqual([]);
  expect(numbersOf(last)).toEqual([10_000]);
  // A channel that differs is sent whole; of one whose change the terminal had not got yet, that lot.
  const channelOf = (lotNumber: number) => Math.floor((lotNumber - 1) / 256);
  const differ = new Set(bidOn.map(channelOf));
  const told = new Set(numbersOf(whole));
  expect([...told].filter((lotNumber) => !differ.has(channelOf(lotNumber)))).toEqual([]);
  expect(bidOn.filter((lotNumber) => !told.has(lotNumber))).toEqual([]);
  for (const page of pages()) {
    expect([...kinds(page)]).not.toContain('reset');
    // Nothing of the catalogue ever changed here.
    expect([...kinds(page)]).not.toContain('items');
  }
  expect(first.bytes()).toBeLessThan(mayHaveCost(first));
});

test('[EPO2] a new epoch costs one fetch of what is watched, from the replica, and each page its lots', async () => {
  const records = ids.length + 1;
  const fetched = async () => {
    const of = (process: RealProcess, source: string) =>
      metricOf(process, `lotcast_fetch_total{source="${source}"}`);
    const [memcached, replica, primary] = await Promise.all([
      of(terminal, 'memcached'),
      of(master, 'replica'),
      of(master, 'primary'),
    ]);
    return { memcached, replica, primary };
  };
  const before = await fetched();
  for (const page of pages()) page.forget();
  // As a promotion leaves it; nothing else changes, so that all that is fetched is fetched for it.
  await house.pool.query('update epoch set epoch = epoch + 1');
  const lots = new Map([
    [first, SHOWN],
    [last, SHOWN],
    [whole, ids.length],
  ]);
  for (const [page, count] of lots) {
    // One that polls learns of it from a hello, and asks anew before anybody resets it.
    const isAnew = () => page.live.status.get().epoch === 2 && lotsTo(page).length >= count;
    await until(`${count} lots of the new epoch`, isAnew);
  }
  await areAllRight();
  const after = await fetched();
  for (const [page, count] of lots) expect(lotsTo(page)).toHaveLength(count);
  const moved = (source: keyof typeof before) => after[source] - before[source];
  const all = moved('memcached') + moved('replica') + moved('primary');
  expect(all).toBeGreaterThanOrEqual(records);
  // A request that was not answered in time is made again.
  expect(all).toBeLessThan(1.1 * records);
  expect(moved('primary')).toBeLessThan(records / 2);
  expect(first.bytes()).toBeLessThan(mayHaveCost(first));
});

const versionOf = (lotId: number) => whole.live.records.lot(lotId)?.version;
const bid = (lotId: number) => ({
  amountMinor: whole.live.records.lot(lotId)?.askMinor ?? 0,
  kind: 'exact',
});
const failed = () => Promise.reject(new Error('no such bidder'));
