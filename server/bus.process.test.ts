import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BusMessage } from '../lib/api/bus-wire';
import { DEFAULT_LIVE_CONFIG } from '../lib/api/live-config';
import { busChannel } from '../lib/bus/bus-channel';
import { seal } from '../lib/bus/seal';
import { digestOf } from '../lib/sync/digest';
import type { Transport } from '../lib/terminal/frame-text';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { freePort } from './stack/ports';
import { type AskHouse, askWith, newProgram, openTestSale } from './testing/house-programs';
import {
  createRealProcesses,
  metricOf,
  type RealProcess,
  type RealProcesses,
  TEST_SECRET,
} from './testing/real-processes';
import { startTestRedis, type TestRedis } from './testing/test-redis';

// Two real masters, two real terminals and a real agent on both buses, the same suite. Rounds come
// once in ten minutes here, so that what is lost is not mended before anybody could see it. Would
// catch: a bus that works beside Redis but not through it, a page called current over a message that
// was lost, a house that stands still when Redis does.

const PATIENCE = { timeout: 60_000, interval: 20 };
const CONFIG = { ...DEFAULT_LIVE_CONFIG, antiEntropyMs: 600_000, digestMs: 3_600_000 };

/**
 * A claim may be so much older than the newest change: the lag that is tolerated, what masters said of
 * it a beat ago, and a loaded machine.
 */
const CLAIM_MAX_AGE_MS = 3_000;

describe.each(['direct', 'redis'] as const)('on the bus %s', (bus) => {
  let redis: TestRedis | null = null;
  let house: RealProcesses;
  let masters: RealProcess[];
  let terminals: RealProcess[];
  let agent: RealProcess;
  let env: Record<string, string>;
  let sale: { auctionId: number; lotIds: number[] };
  let auctioneer: AskHouse;
  let auctioneerKey: string;
  /** Two people, who outbid each other. */
  let bidders: string[];
  let bids = 0;
  /** What was committed when, by the primary's clock. */
  const history: { version: number; knownAtMs: number }[] = [];
  const pages: TestPage[] = [];
  const ports: number[] = [];

  const startMaster = (nth: number) =>
    house.startMaster({
      port: ports[nth] ?? 0,
      env: { ...env, MASTER_NAME: `master-${nth + 1}` },
    });

  beforeAll(async () => {
    if (bus === 'redis') redis = await startTestRedis();
    env = { BUS: bus, REDIS_URL: redis?.url ?? '' };
    house = await createRealProcesses();
    await house.pool.query('update setting set body = $1, version = version + 1', [CONFIG]);
    ports.push(await freePort(), await freePort());
    masters = await Promise.all([startMaster(0), startMaster(1)]);
    [agent, ...terminals] = (await Promise.all([
      house.startAgent('agent-1', { masters, env }),
      house.startTerminal('terminal-1', { masters, env }),
      house.startTerminal('terminal-2', { masters, env }),
    ])) as [RealProcess, RealProcess, RealProcess];
    const [first] = masters as [RealProcess, RealProcess];
    ({ ask: auctioneer, key: auctioneerKey } = await newProgram(
      house.pool,
      'auctioneer',
      first.url,
    ));
    sale = await openTestSale(auctioneer, 2);
    bidders = [];
    for (let nth = 0; nth < 2; nth += 1) {
      const { ask, key } = await newProgram(house.pool, 'bidder', first.url);
      await ask('POST', `/auctions/${sale.auctionId}/registrations`, { termsVersion: 1 });
      bidders.push(key);
    }
  }, 240_000);

  afterEach(async () => {
    for (const page of pages.splice(0)) page.close();
    redis?.thaw();
    await redis?.start();
  });
  afterAll(async () => {
    await house.stop();
    await redis?.remove();
  });

  const lotId = () => sale.lotIds[0] ?? 0;
  const saleName = () => `auction:${sale.auctionId}`;
  const channelName = () => `${saleName()}/0`;
  const lotName = () => `lot:${lotId()}`;

  function open(transport: Transport, at: number, channel = saleName()): TestPage {
    const page = openPage(transport, terminals[at]?.url ?? '', { channel });
    pages.push(page);
    return page;
  }

  async function bid(master: number): Promise<number> {
    bids += 1;
    const asked = await house.pool.query<{ askMinor: number }>(
      `select (body->>'askMinor')::float8 as "askMinor" from lot where id = $1`,
      [lotId()],
    );
    const amountMinor = asked.rows[0]?.askMinor ?? 0;
    const ask = askWith(bidders[bids % 2] ?? '', masters[master]?.url ?? '');
    await ask('POST', `/lots/${lotId()}/bids`, { amountMinor, kind: 'exact' });
    const { rows } = await house.pool.query<{ version: number; nowMs: number }>(
      `select version, extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs"
         from lot where id = $1`,
      [lotId()],
    );
    const now = rows[0] ?? { version: 0, nowMs: 0 };
    history.push({ version: now.version, knownAtMs: now.nowMs });
    return amountMinor;
  }

  const shows = (page: TestPage) => page.lots().get(lotId())?.priceMinor;
  const claims = (page: TestPage, name: string, from = page.frames.length) =>
    page.next('beat', (beat) => name in beat.channels, from);
  const reaches = (page: TestPage, amountMinor: number) =>
    expect.poll(() => shows(page), PATIENCE).toBe(amountMinor);

  /** Every beat that proves to a page what it shows, against what was committed by then. */
  function falseClaims(page: TestPage): string[] {
    const held = new Map<number, number>();
    let epoch = 1;
    return page.frames.flatMap((frame) => {
      if (frame.t === 'hello') epoch = frame.epoch;
      if (frame.t === 'reset') held.clear();
      if (frame.t === 'lots') for (const lot of frame.lots) held.set(lot.id, lot.version);
      if (frame.t !== 'beat') return [];
      const heads = [...held].map(([id, version]) => ({ key: `lot:${id}`, version }));
      if (frame.channels[channelName()] !== digestOf(epoch, heads)) return [];
      const version = held.get(lotId()) ?? 0;
      const missed = history.find(
        (change) => change.version > version && change.knownAtMs < frame.nowMs - CLAIM_MAX_AGE_MS,
      );
      if (!missed) return [];
      return [`version ${version} at ${frame.nowMs}; ${missed.version} since ${missed.knownAtMs}`];
    });
  }

  async function primaryNowMs(): Promise<number> {
    const { rows } = await house.pool.query<{ nowMs: number }>(
      'select extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs"',
    );
    return rows[0]?.nowMs ?? 0;
  }

  /** Bids through both masters until so much time has passed. @returns the last price. */
  async function bidFor(ms: number): Promise<number> {
    const endMs = (await primaryNowMs()) + ms;
    let last = 0;
    for (let nth = 0; (await primaryNowMs()) < endMs; nth += 1) last = await bid(nth % 2);
    return last;
  }

  /** Both terminals hear both masters on the bus, and say so. */
  async function areOnTheBus(): Promise<void> {
    if (bus !== 'redis') return;
    for (const { url } of masters) {
      const ask = askWith(auctioneerKey, url);
      const views = async () => {
        const { body } = await ask('GET', '/operations');
        const nodes = body.nodes as { name: string; via: string; alive: boolean }[];
        return nodes.filter(({ alive }) => alive).map(({ name, via }) => `${name} ${via}`);
      };
      await expect
        .poll(views, PATIENCE)
        .toEqual(['agent-1 bus', 'terminal-1 bus', 'terminal-2 bus']);
    }
  }

  test('[BUS1] what either master commits reaches pages of both terminals, by every transport', async () => {
    await areOnTheBus();
    const all = [open('websocket', 0), open('sse', 1), open('poll', 0), open('sse', 0, lotName())];
    await Promise.all(all.slice(0, 3).map((page) => claims(page, channelName(), 0)));
    for (const master of [0, 1]) {
      const amountMinor = await bid(master);
      await Promise.all(all.map((page) => reaches(page, amountMinor)));
    }
    const told = bus === 'redis' ? 'lotcast_bus_heard_total' : 'lotcast_notices_total';
    expect(await metricOf(terminals[0] as RealProcess, told)).toBeGreaterThan(0);
    await expect
      .poll(() => metricOf(agent, 'lotcast_cache_sets_total'), PATIENCE)
      .toBeGreaterThan(0);
  });

  test('[BUS1] so do a lot’s texts and new settings', async () => {
    const page = open('websocket', 1, lotName());
    await claims(page, lotName(), 0);
    const { etag } = await auctioneer('GET', `/lots/${lotId()}`);
    const title = { en: 'Another clock', zh: '另一只钟' };
    await auctioneer('PATCH', `/items/${lotId()}`, { title }, etag);
    await page.next('items', (frame) => frame.items.some(({ id }) => id === lotId()));
    const config = { ...CONFIG, tickMs: 31 };
    await house.pool.query('update setting set body = $1, version = version + 1', [config]);
    await page.next('hello', (hello) => hello.config.tickMs === 31);
  });

  test('[BUS1] of two masters one is killed and comes back: no page is wrong, none stays unproven', async () => {
    await areOnTheBus();
    const page = open('websocket', 0);
    await claims(page, channelName(), 0);
    await masters[1]?.kill();
    await reaches(page, await bid(0));
    await claims(page, channelName());
    masters[1] = await startMaster(1);
    await reaches(page, await bid(1));
    await claims(page, channelName());
    expect(falseClaims(page)).toEqual([]);
  });

  if (bus === 'direct') return;

  const theRedis = () => redis as TestRedis;

  async function withRedis<T>(use: (client: ReturnType<typeof createClient>) => Promise<T>) {
    const client = createClient({ url: theRedis().url });
    await client.connect();
    try {
      return await use(client as ReturnType<typeof createClient>);
    } finally {
      client.destroy();
    }
  }
  async function prefix(): Promise<string> {
    const { rows } = await house.pool.query<{ installation: string }>(
      'select installation from epoch where id = 1',
    );
    return busChannel(rows[0]?.installation ?? '', '');
  }

  test('[BUS1] a node listens only where it has watchers', async () => {
    await areOnTheBus();
    const ofTheHouse = await prefix();
    const subscribed = () =>
      withRedis(async (client) => {
        const counts = await client.pubSubNumSub([
          ...(await client.pubSubChannels(`${ofTheHouse}*`)),
        ]);
        return Object.entries(counts)
          .map(([channel, count]) => `${channel.slice(ofTheHouse.length)} ${count}`)
          .sort();
      });
    // Of earlier tests nobody watched these; what is left is remembered for a while.
    const { auctionId, lotIds } = await openTestSale(auctioneer);
    const lot = `lot:${lotIds[0]}`;
    const watchedSale = `auction:${auctionId}`;
    const ours = async () =>
      (await subscribed()).filter((line) => line.startsWith(lot) || line.startsWith(watchedSale));
    expect(await subscribed()).toEqual(expect.arrayContaining(['all 1', 'control 3']));
    expect(await ours()).toEqual([]);
    const first = open('websocket', 0, lot);
    open('websocket', 1, lot);
    open('sse', 1, watchedSale);
    await expect.poll(ours, PATIENCE).toEqual([`${watchedSale} 1`, `${lot} 2`]);
    await claims(first, lot, 0);
  });

  test.each([
    ['killed', () => theRedis().kill()],
    ['frozen', async () => theRedis().freeze()],
  ] as const)(
    '[BUS1] Redis %s in the middle of a sale: no page claims what is old, all follow, nothing stays wrong',
    async (_how, strike) => {
      await areOnTheBus();
      const all = [open('websocket', 0), open('sse', 1)];
      await Promise.all(all.map((page) => claims(page, channelName(), 0)));
      const first = await bid(0);
      await Promise.all(all.map((page) => reaches(page, first)));
      const before = all.map((page) => page.frames.length);
      const [during] = await Promise.all([bidFor(CLAIM_MAX_AGE_MS + 4_500), strike()]);
      // Without Redis, and long before any round.
      await Promise.all(all.map((page) => reaches(page, during)));
      await Promise.all(all.map((page) => claims(page, channelName())));
      theRedis().thaw();
      await theRedis().start();
      const after = await bidFor(1_000);
      await Promise.all(all.map((page) => reaches(page, after)));
      await areOnTheBus();
      const last = await bid(1);
      await Promise.all(all.map((page) => reaches(page, last)));
      await Promise.all(all.map((page) => claims(page, channelName())));
      for (const [nth, page] of all.entries()) {
        expect(falseClaims(page)).toEqual([]);
        // Had nothing been claimed, nothing could have been false.
        const beats = page.frames.slice(before[nth]).filter((frame) => frame.t === 'beat');
        expect(beats.some((beat) => channelName() in beat.channels)).toBe(true);
      }
    },
  );

  test('[BUS1] what a stranger says is refused and logged once, and costs no page an update', async () => {
    await areOnTheBus();
    const page = open('websocket', 0);
    await claims(page, channelName(), 0);
    const channel = `${await prefix()}${saleName()}`;
    const key = `lot:${lotId()}` as const;
    const message: BusMessage = {
      ...{ t: 'notice', protocol: 1, epoch: 999, master: 'master-1' },
      ...{ incarnation: 'life-of-nobody', n: 1, after: null },
      entries: [{ op: 'put', key, version: 999_999, channel: channelName() }],
    };
    const terminal = terminals[0] as RealProcess;
    const asked = await metricOf(terminal, 'lotcast_fetch_failures_total');
    await withRedis(async (client) => {
      for (let nth = 0; nth < 100; nth += 1) {
        await client.publish(channel, `{"n":${nth}}`);
        await client.publish(
          channel,
          seal('another-secret-of-the-same-length-here', channel, message),
        );
      }
    });
    await reaches(page, await bid(0));
    await expect.poll(() => metricOf(terminal, 'lotcast_bus_refused_total'), PATIENCE).toBe(200);
    // What a process prints arrives a moment after its answers.
    const saidOf = () => terminal.output().split('a message on the bus was refused').length - 1;
    await expect.poll(saidOf, PATIENCE).toBe(2);
    // Neither its epoch nor its version was believed.
    expect(await metricOf(terminal, 'lotcast_epoch')).toBe(1);
    expect(await metricOf(terminal, 'lotcast_fetch_failures_total')).toBe(asked);
    await claims(page, channelName());
  });

  test('[EPO2] what a master of a lower epoch says is not heard', async () => {
    const page = open('websocket', 0);
    await claims(page, channelName(), 0);
    await house.pool.query('update epoch set epoch = 2');
    await page.next('reset', (reset) => reset.epoch === 2);
    await claims(page, channelName());
    const channel = `${await prefix()}${saleName()}`;
    const terminal = terminals[0] as RealProcess;
    const heard = () => metricOf(terminal, 'lotcast_bus_heard_total');
    const key = `lot:${lotId()}` as const;
    const message: BusMessage = {
      ...{ t: 'notice', protocol: 1, epoch: 1, master: 'master-9' },
      ...{ incarnation: 'life-of-a-master-cut-off', n: 1, after: null },
      entries: [{ op: 'put', key, version: 999_999, channel: channelName() }],
    };
    await withRedis((client) => client.publish(channel, seal(TEST_SECRET, channel, message)));
    // Beats said after it were heard.
    const before = await heard();
    await expect.poll(heard, PATIENCE).toBeGreaterThan(before + 2);
    // A version that never comes would be asked for for ever, and its channel claimed no more.
    expect(await metricOf(terminal, 'lotcast_fetching')).toBe(0);
    await claims(page, channelName());
    await reaches(page, await bid(1));
  });
});
