import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Histogram } from 'prom-client';
import type { MasterCalls } from '../node/master-calls';
import { countWhenRead, gaugeWhenRead, nodeMetrics } from '../node/metrics';
import { createNode, type NodeOptions, type SyncNode } from '../node/node';
import { nodeRequests } from '../node/node-requests';
import { createRefusals } from '../shared/refusals';
import { createPageHub } from './live-pages';
import type { PageHub } from './page-hub';
import { createParkedInMemory, type ParkedInMemory } from './parked/parked-in-memory';
import { createParkedInRedis } from './parked/parked-in-redis';
import type { ParkedPushes } from './parked/parked-push';
import { parkedRequests } from './parked/parked-requests';
import { createTerminalServer, DOOR_LIMITS, type DoorLimits } from './terminal-server';
import { createWatchedRecords, type WatchedRecords } from './watched-records';

/** A terminal: a node whose appetite is what pages watch. */
export interface Terminal {
  readonly node: SyncNode;
  readonly hub: PageHub;
  readonly server: Server;
  /** Pushes that failed (PSH6). */
  readonly parked: ParkedPushes;
  start(): void;
  /** Ends every connection, so that pages move, and stops. */
  stop(): void;
}

/** Composes a terminal; the caller makes its server listen and then starts it. */
export function createTerminal(
  options: Omit<NodeOptions, 'appetite' | 'gauges' | 'onTold'> & {
    allowedOrigins: readonly string[];
    limits?: DoorLimits;
    /** Posts to other terminals, with tokens for them. */
    peers: Pick<MasterCalls, 'post'>;
    /** Redis, where pushes that fail are parked in it; null: in the memory of the terminals. */
    redisUrl: string | null;
  },
): Terminal {
  const { clock, timers, limits = DOOR_LIMITS } = options;
  const records = createWatchedRecords(options);
  let observeLag: (lagMs: number) => void = () => {};
  const hub = createPageHub({
    node: () => node,
    records,
    clock,
    timers,
    observeLag: (lagMs) => observeLag(lagMs),
    origin: () => originOf(options.identity),
    unreadMaxBytes: limits.unreadBytes,
  });
  const node: SyncNode = createNode({
    ...options,
    appetite: records,
    gauges: () => gauges(node, hub, records, options),
    onTold: () => hub.greetAll(),
  });
  const registry = nodeMetrics({ node, cache: options.cache });
  observeLag = terminalMetrics(registry, hub, records);
  const settings = () => node.told().config;
  const { redisUrl: url } = options;
  const inMemory = url === null ? parkedInTerminals(options, () => node) : null;
  const parked: ParkedPushes =
    inMemory ?? createParkedInRedis({ ...options, url: url ?? '', settings });
  gaugeWhenRead(registry, {
    name: 'lotcast_parked_clients',
    help: 'Clients for whom a push waits that failed',
    read: () => parked.size(),
  });
  const refusals = createRefusals(options);
  const ofNodes = nodeRequests({ node, registry, refusals });
  const ofTerminals = inMemory && parkedRequests({ ...options, parked: inMemory, refusals });
  const others = (request: IncomingMessage, response: ServerResponse): boolean =>
    (ofTerminals?.(request, response) ?? false) || ofNodes(request, response);
  const server = createTerminalServer({
    hub,
    clock,
    timers,
    settings,
    parked,
    epoch: () => node.epoch() ?? 0,
    allowedOrigins: options.allowedOrigins,
    limits,
    isReady: () => node.isReady() && node.primaryTime.now() !== null,
    others,
    refusals,
  });
  return {
    node,
    hub,
    server,
    parked,
    start() {
      node.start();
      hub.start();
      parked.start();
    },
    stop() {
      server.close();
      hub.closeAll();
      parked.stop();
      node.stop();
    },
  };
}

/** Parks pushes at the terminals that masters know of, this one among them (PSH6). */
const parkedInTerminals = (
  options: Pick<NodeOptions, 'clock' | 'timers' | 'log' | 'identity'> & {
    peers: Pick<MasterCalls, 'post'>;
  },
  node: () => SyncNode,
): ParkedInMemory =>
  createParkedInMemory({
    ...options,
    post: options.peers.post,
    settings: () => node().told().config,
    peers: () =>
      node()
        .told()
        .terminals.filter((each) => each !== originOf(options.identity)),
  });

/** Where pages reach it. */
const originOf = ({ publicUrl }: NodeOptions['identity']): string | null =>
  publicUrl === null ? null : new URL(publicUrl).origin;

/** What the operations page shows of a terminal. */
function gauges(
  node: SyncNode,
  hub: PageHub,
  records: WatchedRecords,
  { cache }: Pick<NodeOptions, 'cache'>,
): Record<string, number> {
  const { connections, pushes, deliveries, bytes } = hub.counters();
  const { watched, lots } = records.sizes();
  const { fetchedMemcached, fetchedReplica, fetchedPrimary, mended } = node.counters;
  return {
    connections: connections.websocket + connections.sse + connections.poll,
    websockets: connections.websocket,
    streams: connections.sse,
    polls: connections.poll,
    watchedChannels: watched,
    watchedLots: lots,
    pushes,
    deliveries,
    bytes,
    fetches: fetchedMemcached + fetchedReplica + fetchedPrimary,
    fetchedMemcached,
    fetchedReplica,
    fetchedPrimary,
    cacheHits: cache?.stats().hits ?? 0,
    cacheMisses: cache?.stats().misses ?? 0,
    notices: node.counters.notices,
    mended,
  };
}

/** @returns where the time from a notice to its push is observed. */
function terminalMetrics(
  registry: ReturnType<typeof nodeMetrics>,
  hub: PageHub,
  records: WatchedRecords,
): (lagMs: number) => void {
  const counted = (name: string, help: string, read: () => number) =>
    countWhenRead(registry, { name, help, read });
  const gauge = (name: string, help: string, read: () => number) =>
    gaugeWhenRead(registry, { name, help, read });
  gauge('lotcast_websockets', 'Open WebSockets', () => hub.counters().connections.websocket);
  gauge('lotcast_streams', 'Open event streams', () => hub.counters().connections.sse);
  gauge('lotcast_polls', 'Clients that poll', () => hub.counters().connections.poll);
  gauge('lotcast_held_polls', 'Polls that wait for their answer', () => hub.heldPolls());
  gauge('lotcast_slow_pages', 'Pages that read too slowly', () => hub.slowPages());
  gauge('lotcast_unsent_bytes', 'Bytes waiting for pages', () => hub.unsentBytes());
  gauge('lotcast_watched_channels', 'Names pages watch', () => records.sizes().watched);
  gauge('lotcast_held_records', 'Records held', () => records.sizes().lots);
  counted('lotcast_frames_total', 'Frames written to pages', () => hub.counters().frames);
  counted('lotcast_bytes_total', 'Bytes written to pages', () => hub.counters().bytes);
  counted('lotcast_pushes_total', 'Records pushed', () => hub.counters().pushes);
  counted('lotcast_shed_total', 'Pages told to come again later', () => hub.counters().shed);
  counted('lotcast_deliveries_total', 'Changes by page', () => hub.counters().deliveries);
  const lag = new Histogram({
    name: 'lotcast_notice_to_push_seconds',
    help: 'From a notice to the write of its record',
    buckets: [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  return (lagMs) => lag.observe(lagMs / 1_000);
}
