import { createAgentAppetite } from '../../lib/agent/agent-appetite';
import { type NoticeEntry, parkedRequest } from '../../lib/api/node-wire';
import { redisEar } from '../../lib/bus/redis-ear';
import { createRecordCache, type RecordCache } from '../../lib/cache/record-cache';
import type { Appetite } from '../../lib/node/appetite';
import type { NodeBus } from '../../lib/node/bus-hearing';
import type { MasterAnswer, MasterCalls } from '../../lib/node/master-calls';
import { createNode, type NodeOptions, type SyncNode } from '../../lib/node/node';
import { signToken, TOKEN_LIFE_MS, verifyToken } from '../../lib/node-token/token';
import { createRefusals } from '../../lib/shared/refusals';
import { createPageHub } from '../../lib/terminal/live-pages';
import type { PageHub } from '../../lib/terminal/page-hub';
import {
  createParkedInMemory,
  type ParkedInMemory,
} from '../../lib/terminal/parked/parked-in-memory';
import { createParkedInRedis } from '../../lib/terminal/parked/parked-in-redis';
import type { ParkedPushes } from '../../lib/terminal/parked/parked-push';
import { TO_TERMINALS } from '../../lib/terminal/parked/parked-requests';
import { pollDoor } from '../../lib/terminal/poll/poll-door';
import { DOOR_LIMITS } from '../../lib/terminal/terminal-server';
import { createWatchedRecords, type WatchedRecords } from '../../lib/terminal/watched-records';
import { redisOf } from '../redis/client';
import { REDIS_URL } from '../redis/server';
import { hexOf } from '../world/chance';
import {
  A_SERVER,
  logOf,
  NODE_SECRET,
  type OwnPorts,
  ownPorts,
  processOf,
  urlOf,
  type World,
} from '../world/ports';
import type { Life } from '../world/scheduler';

/** Where terminals park for each other. */
const PARKED_PATH = '/internal/parked';

/** One life of a terminal or of an agent: a real node on this world. */
export interface NodeProcess {
  readonly life: Life;
  readonly incarnation: string;
  readonly node: SyncNode;
  /** Null for agents. */
  readonly terminal: {
    records: WatchedRecords;
    hub: PageHub;
    /** `GET /v1/poll` (PSH5). */
    pollDoor: ReturnType<typeof pollDoor>;
    /** What other terminals park here (PSH6); null where it is parked in Redis. */
    inMemory: ParkedInMemory | null;
  } | null;
  readonly own: OwnPorts;
  start(): void;
}

function masterCalls(
  world: World,
  life: Life,
  own: OwnPorts,
  asks: (path: string) => void,
): MasterCalls {
  return {
    async post(master, path, body, deadlineMs) {
      asks(path);
      const expiresAtMs = own.clock.wallMs() + TOKEN_LIFE_MS;
      const claim = { from: life.process, to: 'master', expiresAtMs };
      const request = { path, body, authorization: signToken(NODE_SECRET, claim) };
      const answer = await world.network.request(life, processOf(master), request, deadlineMs);
      return answer as MasterAnswer;
    },
    close: async () => {},
  };
}

function listen(world: World, process: NodeProcess): void {
  const { life, node } = process;
  world.network.listen(life.process, life, async (request) => {
    const { path, authorization, body } = request as {
      path: string;
      authorization: string;
      body: unknown;
    };
    if (path === PARKED_PATH) return takeParked(process, authorization, body);
    const admitted = node.notices.admit(authorization);
    if (!admitted.ok) return { status: admitted.error.status, body: null };
    const taken = admitted.value(body);
    if (!taken.ok) return { status: taken.error.status, body: { detail: taken.error.detail } };
    const { entries, epoch } = body as { entries: NoticeEntry[]; epoch: number };
    world.witness.noticed(process, entries, epoch);
    return { status: 200, body: taken.value };
  });
}

/** What another terminal parks, as lib/terminal/parked/parked-requests takes it. */
function takeParked({ terminal, own }: NodeProcess, authorization: string, body: unknown) {
  const expected = { to: [TO_TERMINALS], nowMs: own.clock.wallMs() };
  if (!terminal?.inMemory) return { status: 404, body: null };
  if (!verifyToken(NODE_SECRET, authorization, expected).ok) return { status: 401, body: null };
  terminal.inMemory.take(parkedRequest.parse(body).pushes);
  return { status: 200, body: {} };
}

/** Parks in the memory of all terminals: the real one, over this network. */
function parkedInMemory(world: World, life: Life, own: OwnPorts, node: () => SyncNode) {
  const mine = new URL(urlOf(life.process)).origin;
  return createParkedInMemory({
    ...own,
    log: logOf(world, life.process),
    settings: () => node().told().config,
    peers: () =>
      node()
        .told()
        .terminals.filter((each) => each !== mine),
    async post(origin, path, body, deadlineMs) {
      const expiresAtMs = own.clock.wallMs() + TOKEN_LIFE_MS;
      const claim = { from: life.process, to: TO_TERMINALS, expiresAtMs };
      const request = { path, body, authorization: signToken(NODE_SECRET, claim) };
      const answer = await world.network.request(life, processOf(origin), request, deadlineMs);
      return answer as { status: number };
    },
  });
}

/** Parks in the world's Redis: the real one, on a modelled client. */
function parkedInRedis(world: World, life: Life, own: OwnPorts, node: () => SyncNode) {
  return createParkedInRedis({
    ...own,
    url: REDIS_URL,
    secret: NODE_SECRET,
    log: logOf(world, life.process),
    settings: () => node().told().config,
    newClient: () =>
      redisOf(world, life, 'parked', (failures) => Math.min(1_000, 50 * 2 ** failures)),
  });
}

/** The bus as a node hears it; null where masters tell it directly (BUS1). */
function earOf(world: World, life: Life, own: OwnPorts): NodeBus | null {
  if (!world.redis) return null;
  const ear = redisEar({
    ...own,
    url: REDIS_URL,
    nodeName: life.process,
    secret: NODE_SECRET,
    log: logOf(world, life.process),
    newClient: (_url, name) => redisOf(world, life, name, null),
  });
  return {
    open: (installation, events) => ear.open(installation, events),
    join: (names) => ear.join(names),
    leave: (names) => ear.leave(names),
    refused: () => ear.refused(),
    close: () => ear.close(),
  };
}

/** What is parked, with everything told to the witness. */
function watchedParked(world: World, life: Life, parked: ParkedPushes): ParkedPushes {
  return {
    ...parked,
    park(client, pushes) {
      world.witness.parked(life, client, pushes);
      parked.park(client, pushes);
    },
    async collect(client) {
      const pushes = await parked.collect(client);
      world.witness.collected(life, client, pushes);
      return pushes;
    },
  };
}

function nodeOptions(
  world: World,
  life: Life,
  own: OwnPorts,
  asks: (path: string) => void,
): Omit<NodeOptions, 'appetite' | 'cache' | 'gauges'> & { bus: NodeBus | null } {
  const isTerminal = world.terminals.includes(life.process);
  return {
    ...own,
    identity: {
      name: life.process,
      incarnation: hexOf(own.chance, 24),
      kind: isTerminal ? 'terminal' : 'cache-agent',
      url: urlOf(life.process),
      publicUrl: isTerminal ? urlOf(life.process) : null,
    },
    secret: NODE_SECRET,
    masterUrls: world.masters.map(urlOf),
    calls: masterCalls(world, life, own, asks),
    bus: earOf(world, life, own),
    log: logOf(world, life.process),
  };
}

/** A terminal as lib/terminal/terminal.ts composes it, without its HTTP server. */
export function createTerminalProcess(world: World, life: Life): NodeProcess {
  const own = ownPorts(world, life, A_SERVER);
  const asks = (path: string) => world.witness.asks(process, path);
  const options = nodeOptions(world, life, own, asks);
  const records = createWatchedRecords(options);
  const hub = createPageHub({
    ...own,
    node: () => node,
    records,
    observeLag: (lagMs) => world.witness.pushedInMs(lagMs),
    origin: () => new URL(urlOf(life.process)).origin,
    unreadMaxBytes: DOOR_LIMITS.unreadBytes,
  });
  const appetite: Appetite = {
    ...records,
    proven(watched, startedAtMs) {
      world.witness.proven(process, watched, own.worldMs(startedAtMs));
      records.proven(watched, startedAtMs);
    },
  };
  const ear = options.bus;
  const bus: NodeBus | null = ear && {
    ...ear,
    open: (installation, events) =>
      ear.open(installation, {
        ...events,
        heard(name, message) {
          events.heard(name, message);
          world.witness.heardOnBus(process, message);
        },
      }),
  };
  const node = createNode({
    ...options,
    bus,
    appetite,
    cache: createRecordCache(world.memcached.client(life)),
    gauges: () => ({}),
    onTold: () => hub.greetAll(),
  });
  const inMemory = world.redis ? null : parkedInMemory(world, life, own, () => node);
  const parked = watchedParked(
    world,
    life,
    inMemory ?? parkedInRedis(world, life, own, () => node),
  );
  const door = pollDoor({
    ...own,
    hub,
    parked,
    epoch: () => node.epoch() ?? 0,
    settings: () => node.told().config,
    isReady: () => node.isReady() && node.primaryTime.now() !== null,
    enter: () => true,
    leave: () => {},
    refusals: createRefusals(options),
  });
  const process: NodeProcess = {
    life,
    incarnation: options.identity.incarnation,
    node,
    terminal: { records, hub, pollDoor: door, inMemory },
    own,
    start() {
      listen(world, process);
      node.start();
      hub.start();
      parked.start();
    },
  };
  return process;
}

/** An agent as server/cache-agent.ts composes it. */
export function createAgentProcess(world: World, life: Life): NodeProcess {
  const own = ownPorts(world, life, A_SERVER);
  const options = nodeOptions(world, life, own, () => {});
  const cache: RecordCache = createRecordCache(world.memcached.client(life));
  const appetite = createAgentAppetite({
    cache,
    primaryTime: () => node.primaryTime,
    installation: () => node.installation(),
  });
  const node: SyncNode = createNode({ ...options, appetite, cache: null, gauges: () => ({}) });
  const process: NodeProcess = {
    life,
    incarnation: options.identity.incarnation,
    node,
    terminal: null,
    own,
    start() {
      listen(world, process);
      node.start();
    },
  };
  return process;
}
