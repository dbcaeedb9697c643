import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startTestHouse } from '../e2e/world/house';
import { setRole } from '../lib/accounts/people';
import { createProgramAccounts } from '../lib/accounts/programs';
import type { AuctionView } from '../lib/api/v1/auctions';
import type { BidAnswer } from '../lib/api/v1/bids';
import type { LotView } from '../lib/api/v1/lots';
import {
  createConnections,
  createHouseClient,
  type HouseClient,
  must,
} from '../scripts/house/client';
import { poolOf, runningHouse } from '../scripts/house/running';
import { actOnLot, publishSale, register } from '../scripts/house/sales';
import { paced } from './paced';
import { HEAD, line, type Percentiles, percentiles } from './percentiles';
import { openWatchers, type Watchers } from './watchers';

const BIDS = 200;
const BIDS_PER_SECOND = 20;
const WATCHERS = 500;
const STORM_BIDDERS = 64;
const STORM_BIDS_EACH = 20;
const STEP_MINOR = 1_000;

/** A sale with one open lot and some bidders, each a client of one of the masters. */
async function openLot(house: ReturnType<typeof runningHouse>, bidders: number) {
  const pool = poolOf(house);
  const names = ['auctioneer', ...Array.from({ length: bidders }, (_, index) => `b${index + 1}`)];
  const [auctioneer, ...people] = await createProgramAccounts(
    pool,
    names,
    `bench-${Date.now()}.invalid`,
  );
  if (!auctioneer) throw new Error('no auctioneer');
  await setRole(pool, { userId: auctioneer.userId, role: 'auctioneer', houseId: 1 });
  await pool.end();
  const connections = createConnections(STORM_BIDDERS);
  const clientAt = (key: string, index: number) =>
    createHouseClient(house.masters[index % house.masters.length] ?? '', key, connections);
  const desk = clientAt(auctioneer.key, 0);
  const sale = must(
    await desk.send<AuctionView>('POST', '/api/v1/auctions', {
      title: { en: 'Bench', zh: '' },
      currency: 'GBP',
      ladder: [{ fromMinor: 0, stepMinor: STEP_MINOR }],
      softClose: null,
    }),
    'sale',
  );
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const { lots } = must(
    await desk.send<{ lots: LotView[] }>('POST', `/api/v1/auctions/${sale.id}/lots`, {
      lots: [
        {
          title: { en: 'Bench lot', zh: '' },
          startMinor: STEP_MINOR,
          opensAt: day(1),
          closesAt: day(2),
        },
      ],
    }),
    'lot',
  );
  await publishSale(desk, sale.id);
  const lot = lots[0];
  if (!lot) throw new Error('no lot');
  await actOnLot(desk, lot.id, 'open');
  const clients: HouseClient[] = [];
  for (const [index, { key }] of people.entries()) {
    const client = clientAt(key, index);
    await register(client, sale);
    clients.push(client);
  }
  return { auctionId: sale.id, lotId: lot.id, clients };
}

/** Places bids at a steady pace; returns each bid's version, start and wait for its answer. */
async function bidSteadily(
  send: (index: number) => Promise<number>,
): Promise<{ version: number; startedMs: number; answeredMs: number }[]> {
  return paced(BIDS, BIDS_PER_SECOND, async (index) => {
    const startedMs = performance.now();
    const version = await send(index);
    return { version, startedMs, answeredMs: performance.now() - startedMs };
  });
}

type Seen = { answered: Percentiles; seen: Percentiles[] };

async function measure(
  send: (index: number) => Promise<number>,
  groups: Watchers[],
): Promise<Seen> {
  const bids = await bidSteadily(send);
  const last = Math.max(...bids.map(({ version }) => version));
  await Promise.all(groups.map((group) => group.seen(last)));
  return {
    answered: percentiles(bids.map(({ answeredMs }) => answeredMs)),
    seen: groups.map((group) =>
      percentiles(bids.flatMap(({ version, startedMs }) => group.waitsFor(version, startedMs))),
    ),
  };
}

const versionPattern = /"version":(\d+)/;

async function ours(house: ReturnType<typeof runningHouse>): Promise<Seen> {
  const { auctionId, lotId, clients } = await openLot(house, 2);
  const groups: Watchers[] = [];
  for (const terminal of house.terminals)
    groups.push(
      await openWatchers(
        `${terminal.replace('http', 'ws')}/v1/socket?channel=auction:${auctionId}`,
        WATCHERS / house.terminals.length,
        (message) => {
          const from = message.indexOf(`"lots":[{"id":${lotId},`);
          const version = from < 0 ? null : versionPattern.exec(message.slice(from))?.[1];
          return version ? Number(version) : null;
        },
        (socket) => socket.send(JSON.stringify({ t: 'sync', epoch: 0, have: '' })),
      ),
    );
  const result = await measure(async (index) => {
    const client = clients[index % clients.length];
    const answer = await client?.send<BidAnswer>(
      'POST',
      `/api/v1/lots/${lotId}/bids`,
      { amountMinor: STEP_MINOR * (index + 1), kind: 'exact' },
      { 'idempotency-key': `bench-steady-${index}` },
    );
    if (!answer) throw new Error('no bidder');
    return must(answer, 'a bid').lot.version;
  }, groups);
  for (const group of groups) group.close();
  return result;
}

async function bare(house: ReturnType<typeof runningHouse>): Promise<Seen> {
  const child = fork('bench/bare-server.ts', {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, PRIMARY_URL: house.primaryUrl },
  });
  const [ready] = (await once(child, 'message')) as [{ bidUrl: string; watchUrl: string }];
  const client = createHouseClient(ready.bidUrl, null, createConnections(8));
  const watchers = await openWatchers(
    ready.watchUrl,
    WATCHERS,
    (message) => Number(versionPattern.exec(message)?.[1] ?? 0),
    () => {},
  );
  const result = await measure(
    async (index) => {
      const answer = await client.send<{ lot: { version: number } }>('POST', '/', {
        amountMinor: index + 1,
      });
      return must(answer, 'a bare bid').lot.version;
    },
    [watchers],
  );
  watchers.close();
  child.disconnect();
  await once(child, 'exit');
  return result;
}

/** 64 bidders at once on one lot, spread over all masters: how long each bid waited. */
async function storm(house: ReturnType<typeof runningHouse>) {
  const { lotId, clients } = await openLot(house, STORM_BIDDERS);
  let refused = 0;
  const waits: number[] = [];
  const began = performance.now();
  await Promise.all(
    clients.map(async (client, bidder) => {
      for (let round = 1; round <= STORM_BIDS_EACH; round++) {
        const startedMs = performance.now();
        const answer = await client.send(
          'POST',
          `/api/v1/lots/${lotId}/bids`,
          { amountMinor: STEP_MINOR * (round * STORM_BIDDERS + bidder), kind: 'max' },
          { 'idempotency-key': `bench-storm-${bidder}-${round}` },
        );
        waits.push(performance.now() - startedMs);
        if (!answer.ok && answer.status !== 409) must(answer, 'a bid of the storm');
        if (!answer.ok) refused += 1;
      }
    }),
  );
  const perSecond = waits.length / ((performance.now() - began) / 1_000);
  return { waits: percentiles(waits), refused, perSecond };
}

const testHouse = await startTestHouse(['--masters', '2', '--terminals', '2']);
try {
  const house = runningHouse(testHouse.dataDir);
  const lotcast = await ours(house);
  const floor = await bare(house);
  const rush = await storm(house);
  const peer = floor.seen[0];
  console.log(`${BIDS} bids at ${BIDS_PER_SECOND}/s, ${WATCHERS} watching connections, 2 masters`);
  console.log(HEAD);
  console.log(line('bid → answered', lotcast.answered));
  for (const [index, seen] of lotcast.seen.entries())
    console.log(line(`bid → seen on the pages of terminal ${index + 1}`, seen));
  console.log(line('bare peer: insert → answered', floor.answered));
  if (peer) console.log(line('bare peer: insert → seen', peer));
  if (peer)
    for (const [index, seen] of lotcast.seen.entries())
      console.log(
        `terminal ${index + 1} / bare peer: p50 ×${(seen.p50 / peer.p50).toFixed(1)}  ` +
          `p95 ×${(seen.p95 / peer.p95).toFixed(1)}  p99 ×${(seen.p99 / peer.p99).toFixed(1)}`,
      );
  console.log(
    `\n${STORM_BIDDERS} bidders at once on one lot, ${STORM_BIDS_EACH} bids each, 2 masters`,
  );
  console.log(HEAD);
  console.log(line('bid → answered', rush.waits));
  console.log(`${rush.perSecond.toFixed(0)} bids/s, ${rush.refused} refused by a rule`);
} finally {
  await testHouse.stop();
}
process.exit(0);
