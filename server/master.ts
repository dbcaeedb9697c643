/**
 * A master: decides bids, opens and closes lots, tells nodes what changed, answers the API, and has
 * pages rendered by a child process. It holds nothing that is not in the primary, so it may die at any
 * moment and any number may run at once.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { Registry } from 'prom-client';
import { createAccounts } from '../lib/accounts/accounts';
import { DEFAULT_LIVE_CONFIG } from '../lib/api/live-config';
import { redisVoice } from '../lib/bus/redis-voice';
import { readMasterEnv } from '../lib/config/env';
import { systemChance, systemClock, systemTimers } from '../lib/config/system';
import { freezeClosing, holdAfterClockMoved, releaseClosing } from '../lib/db/closing-hold-write';
import { createDatabaseServers } from '../lib/db/database-servers';
import { raiseEpoch } from '../lib/db/epoch-raise';
import { createPool } from '../lib/db/pools';
import { readPrimaryTime } from '../lib/db/primary-time-read';
import { createPrisma } from '../lib/db/prisma';
import { createPageReads } from '../lib/db/read/page-reads';
import type { Queryable } from '../lib/db/read/queryable';
import { createReplicaFirst } from '../lib/db/replica-first';
import { keepSigningKey } from '../lib/db/signing-keys';
import { callOffWait, readStandby } from '../lib/db/standby-read';
import { readLogPosition } from '../lib/db/sync-log-position-read';
import { readRoster } from '../lib/db/sync-roster-read';
import { createClosingClock } from '../lib/master/closing-clock';
import { createHeadClock } from '../lib/master/heads/head-clock';
import type { Desk } from '../lib/master/http/desk';
import { createFront } from '../lib/master/http/front';
import { internalEndpoints } from '../lib/master/http/internal';
import { listenOnTwin } from '../lib/master/http/loopback-twin';
import { createFrontMetrics } from '../lib/master/http/metrics';
import { probes } from '../lib/master/http/probes';
import { createLanes } from '../lib/master/lanes/lanes';
import { litePages } from '../lib/master/lite/lite';
import { httpNoticeTransport } from '../lib/master/notifier/http-transport';
import { createNotifier } from '../lib/master/notifier/notifier';
import { createBidMeter } from '../lib/master/operations/bid-meter';
import { createOperationsWatch } from '../lib/master/operations/watch';
import { createPrimaryClock } from '../lib/master/primary-clock';
import { pageProxy } from '../lib/master/render/page-proxy';
import { createRenderChild } from '../lib/master/render/render-child';
import { staticFiles } from '../lib/master/render/static-files';
import { createStandbyWatch } from '../lib/master/standby-watch';
import { createFetchCounter } from '../lib/master/sync-endpoints/fetch-counter';
import { createReplicaLag } from '../lib/master/sync-endpoints/replica-lag';
import { WHYS } from '../lib/master/why/why-own-bid';
import { createHouseSigner } from '../lib/node-token/house-signer';
import { createTicketSigner } from '../lib/node-token/live-ticket';
import { rateLimitEach } from '../lib/shared/rate-limit';
import { environmentOrExit, stopOnSignals } from './process-life';
import { renderEnvironment, renderProgram } from './render-program';

const HERE = fileURLToPath(import.meta.url);
const ROOT = path.dirname(path.dirname(HERE));

/** A master that starts amid a promotion waits so long for its end. */
const FIND_PRIMARY_MS = 15_000;

const env = environmentOrExit(readMasterEnv);
const log = pino({ level: env.LOG_LEVEL, name: env.MASTER_NAME });
const ports = { clock: systemClock, timers: systemTimers, chance: systemChance };
const master = { name: env.MASTER_NAME, incarnation: randomBytes(12).toString('hex') };
const tickets = createTicketSigner(env.AUTH_SECRET);
const receipts = createHouseSigner(env.AUTH_SECRET);
const salt = () => randomBytes(32).toString('hex');

// Connections. What must not wait behind something else has its own; all follow a promotion.
const servers = createDatabaseServers({
  urls: [env.PRIMARY_URL, env.REPLICA_URL],
  raise: raiseEpoch,
  timers: systemTimers,
  log,
});
const primary = createPool(servers.primary, { max: 12, name: 'front' });
const lanePool = createPool(servers.primary, { max: 16, name: 'lanes' });
const closingPool = createPool(servers.primary, { max: 2, name: 'closing' });
const headPool = createPool(servers.primary, { max: 1, name: 'heads' });
const beatPool = createPool(servers.primary, { max: 3, name: 'beat' });
const replica = createPool(servers.replica, { max: 12, name: 'reads' });
// A read for nodes that takes longer was given up by its asker, and the primary asked.
const nodeReads = createPool(servers.replica, { max: 8, name: 'node-reads', statementMs: 1_000 });
// Lite pages are drawn here; however many ask for them, bids find a connection.
const litePrimary = createPool(servers.primary, { max: 4, name: 'lite-primary' });
const liteReplica = createPool(servers.replica, { max: 4, name: 'lite-reads' });
const prisma = createPrisma(servers.primary);

// Time, and what nodes are told.
const clock = createPrimaryClock({
  ...ports,
  read: () => readPrimaryTime(beatPool),
  async onMoved(byMs) {
    const isFirst = await holdAfterClockMoved(beatPool);
    log.warn({ byMs: Math.round(byMs), isFirst }, "the primary's clock was moved: closing is held");
  },
});
const notifier = createNotifier({
  ...ports,
  master,
  log,
  readRoster: () => readRoster(beatPool),
  transport: httpNoticeTransport({
    masterName: master.name,
    secret: env.NODE_SECRET,
    clock: systemClock,
  }),
  voice:
    env.BUS === 'redis'
      ? redisVoice({
          ...{ url: env.REDIS_URL, masterName: master.name, secret: env.NODE_SECRET },
          ...{ timers: systemTimers, log },
        })
      : null,
});

// Everything that changes a lot.
const standby = createStandbyWatch({
  ...ports,
  mode: env.DURABILITY,
  look: () => readStandby(beatPool),
  callOff: (processId) => callOffWait(beatPool, processId),
  syncStallMs: () => (notifier.roster()?.config ?? DEFAULT_LIVE_CONFIG).syncStallMs,
  async onState(state) {
    if (env.DURABILITY === 'local') return;
    log[state === 'stalled' ? 'warn' : 'info']({ state }, 'the synchronous standby');
    if (env.DURABILITY !== 'strict') return;
    const hasMoved = await (state === 'stalled' ? freezeClosing : releaseClosing)(beatPool);
    if (hasMoved) log.warn({ state }, 'closing is frozen, or goes on');
  },
});
const lanes = createLanes({
  ...ports,
  clockGuard: clock,
  standby,
  pool: lanePool,
  notifier,
  salt,
  onError: (error, lotId) => log.error({ err: error, lotId }, 'a batch failed'),
});
const closingClock = createClosingClock({
  ...ports,
  clockGuard: clock,
  standby,
  pool: closingPool,
  notifier,
  salt,
  onError: (error, about) => log.error({ err: error, ...about }, 'the closing clock failed'),
});
const headClock = createHeadClock({
  ...{ pool: headPool, signer: receipts, timers: systemTimers, salt, standby },
  onError: (error, about) => log.error({ err: error, ...about }, 'no ledger head was published'),
});

// What is read, by whom, and how it fares.
const accounts = createAccounts({
  prisma,
  pool: primary,
  authSecret: env.AUTH_SECRET,
  publicOrigin: env.PUBLIC_ORIGIN,
  clock: systemClock,
  changed: (records) => notifier.changed(records),
});
// One breaker each: a slow list of bids must not keep what nodes fetch from the replica.
const replicaFirst = createReplicaFirst(ports);
const nodesFirst = createReplicaFirst(ports);
const replicaLag = createReplicaLag({ ...ports, readPosition: () => readLogPosition(beatPool) });
const registry = new Registry();
const metrics = createFrontMetrics(registry);
const fetchCounter = createFetchCounter(registry);
const meter = createBidMeter({
  clock: systemClock,
  submit: (lotId, input) => lanes.submit(lotId, input),
  onBid: (outcome, waitedMs) => metrics.bid(outcome, waitedMs),
});
const pages = env.PAGES
  ? createRenderChild({
      ...ports,
      ...renderProgram(HERE),
      cwd: ROOT,
      dataDir: env.LOTCAST_DATA_DIR,
      env: renderEnvironment(env),
      log: { info: (line) => log.info(line), warn: (line) => log.warn(line) },
    })
  : null;

async function publicRead<T>(read: (db: Queryable) => Promise<T>): Promise<T> {
  const copy = await replicaFirst.ask(async () => ({ value: await read(replica) }));
  return copy ? copy.value : read(primary);
}

async function fetched(): Promise<{ replica: number; primary: number }> {
  const { values } = await fetchCounter.get();
  const of = (source: string) => values.find((one) => one.labels.source === source)?.value ?? 0;
  return { replica: of('replica'), primary: of('primary') };
}

const watch = createOperationsWatch({
  master,
  startedAtMs: systemClock.wallMs(),
  stackFile: env.STACK_FILE,
  memcached: env.MEMCACHED,
  primary: beatPool,
  replica,
  clock,
  notifier,
  lanes,
  meter,
  failures: () => metrics.failures(),
  fetched,
  pages: pages ?? { state: () => 'off', restarts: () => 0 },
  timers: systemTimers,
});
metrics.gauges({
  lotcast_lane_waiting: { help: 'Orders waiting in lanes', read: () => lanes.stats().waiting },
  lotcast_lane_batches: { help: 'Batches since start', read: () => lanes.stats().batches },
  lotcast_notifier_waiting: {
    help: 'Keys waiting in the sync buffers of all nodes',
    read: () => notifier.stats().reduce((sum, node) => sum + node.waiting, 0),
  },
  lotcast_bus_up: {
    help: '1 when connected to the bus, 0 when not or when there is none',
    read: () => (notifier.bus()?.isUp ? 1 : 0),
  },
  lotcast_bus_published: {
    help: 'Messages the bus took since start',
    read: () => notifier.bus()?.published ?? 0,
  },
  lotcast_primary_clock_error_ms: {
    help: "How far this master's reading of the primary's clock may be off",
    read: () => clock.now().errorMs,
  },
  lotcast_render_restarts: {
    help: 'Restarts of the process that renders pages',
    read: () => pages?.restarts() ?? 0,
  },
});

const terminals = () => notifier.stats().flatMap((node) => node.publicUrl ?? []);

/** Starts what the front leans on, then puts the front together. */
async function compose(): Promise<FastifyInstance> {
  await servers.start(FIND_PRIMARY_MS);
  await keepSigningKey(primary, receipts);
  await clock.start();
  await notifier.start();
  await replicaLag.start();
  // What another mode, or a master that died, left standing still.
  if (env.DURABILITY !== 'strict') await releaseClosing(beatPool);
  await standby.start();
  const desk: Desk = {
    primary,
    publicRead,
    clock,
    lanes: meter,
    catalogue: { primary, clock, changed: (records) => notifier.changed(records) },
    tickets: { primary, clock, tickets },
    receipts,
    mayAskWhy: rateLimitEach(systemClock, WHYS),
    operations: () => watch.read(),
  };
  const app = await createFront({
    accounts,
    publicOrigin: env.PUBLIC_ORIGIN,
    logger: log,
    metrics,
    desk,
  });
  await app.register(litePages, {
    accounts,
    desk,
    reads: createPageReads({ ...ports, primary: litePrimary, replica: liteReplica }),
    primary: litePrimary,
    terminals,
    publicOrigin: env.PUBLIC_ORIGIN,
    secret: env.AUTH_SECRET,
    script: readFileSync(path.join(ROOT, 'public', 'lite', 'live.js'), 'utf8'),
  });
  await app.register(internalEndpoints, {
    master,
    nodeHosts: env.NODE_HOSTS,
    primary,
    primaryClock: clock,
    notifier,
    sources: { primary, replica: nodeReads, replicaFirst: nodesFirst, replicaLag },
    nodeSecret: env.NODE_SECRET,
    clock: systemClock,
    fetchCounter,
    heardOfEpoch: servers.heardOf,
    ticketKey: tickets.publicKey,
    log,
  });
  await app.register(probes, {
    registry,
    checks: {
      primary: () => primary.query('select 1').then(() => true),
      clock: () => clock.healthy(),
      notifier: () => notifier.roster() !== null,
      ...(pages && { pages: () => pages.state() === 'ready' }),
    },
  });
  if (pages) {
    await app.register(staticFiles, { root: ROOT });
    await app.register(pageProxy, {
      child: pages,
      publicOrigin: env.PUBLIC_ORIGIN,
      development: env.NODE_ENV === 'development',
      terminals,
      log,
    });
  }
  closingClock.start();
  headClock.start();
  watch.start();
  pages?.start();
  return app;
}

let twin: http.Server | null = null;
const app = await compose().catch((error: unknown) => {
  log.fatal({ err: error }, 'the master does not start');
  process.exit(1);
});

stopOnSignals(log, async () => {
  twin?.close();
  twin?.closeIdleConnections();
  watch.stop();
  await Promise.all([app.close(), pages?.stop(), closingClock.stop(), headClock.stop()]);
  await lanes.stop();
  await notifier.stop();
  replicaLag.stop();
  standby.stop();
  clock.stop();
  await prisma.$disconnect();
  const reading = [replica, nodeReads, litePrimary, liteReplica];
  const pools = [primary, lanePool, closingPool, headPool, beatPool, ...reading];
  await Promise.all([...pools.map((pool) => pool.end()), servers.stop()]);
});

try {
  await app.listen({ port: env.PORT, host: env.HOST });
  twin = await listenOnTwin(app, { host: env.HOST, port: env.PORT });
} catch (error) {
  console.error(`cannot listen on ${env.HOST}:${env.PORT}: ${String(error)}`);
  await pages?.stop();
  process.exit(1);
}
