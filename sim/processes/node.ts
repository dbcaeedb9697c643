import { createAgentAppetite } from '../../lib/agent/agent-appetite';
import type { NoticeEntry } from '../../lib/api/node-wire';
import { createRecordCache, type RecordCache } from '../../lib/cache/record-cache';
import type { Appetite } from '../../lib/node/appetite';
import type { MasterAnswer, MasterCalls } from '../../lib/node/master-calls';
import { createNode, type NodeOptions, type SyncNode } from '../../lib/node/node';
import { signToken, TOKEN_LIFE_MS } from '../../lib/node-token/token';
import { createPageHub } from '../../lib/terminal/live-pages';
import type { PageHub } from '../../lib/terminal/page-hub';
import { createWatchedRecords, type WatchedRecords } from '../../lib/terminal/watched-records';
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

/** One life of a terminal or of an agent: a real node on this world. */
export interface NodeProcess {
  readonly life: Life;
  readonly incarnation: string;
  readonly node: SyncNode;
  /** Null for agents. */
  readonly terminal: { records: WatchedRecords; hub: PageHub } | null;
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
    const { authorization, body } = request as { authorization: string; body: unknown };
    const admitted = node.notices.admit(authorization);
    if (!admitted.ok) return { status: admitted.error.status, body: null };
    const taken = admitted.value(body);
    if (!taken.ok) return { status: taken.error.status, body: { detail: taken.error.detail } };
    const { entries, epoch } = body as { entries: NoticeEntry[]; epoch: number };
    world.witness.noticed(process, entries, epoch);
    return { status: 200, body: taken.value };
  });
}

function nodeOptions(
  world: World,
  life: Life,
  own: OwnPorts,
  asks: (path: string) => void,
): Omit<NodeOptions, 'appetite' | 'cache' | 'gauges'> {
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
  });
  const appetite: Appetite = {
    ...records,
    proven(watched, startedAtMs) {
      world.witness.proven(process, watched, own.worldMs(startedAtMs));
      records.proven(watched, startedAtMs);
    },
  };
  const node = createNode({
    ...options,
    appetite,
    cache: createRecordCache(world.memcached.client(life)),
    gauges: () => ({}),
    onTold: () => hub.greetAll(),
  });
  const process: NodeProcess = {
    life,
    incarnation: options.identity.incarnation,
    node,
    terminal: { records, hub },
    own,
    start() {
      listen(world, process);
      node.start();
      hub.start();
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
