import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Registry } from 'prom-client';
import { createAgentAppetite } from '../../lib/agent/agent-appetite';
import { connectMemcached } from '../../lib/cache/memcached';
import { createRecordCache, type RecordCache } from '../../lib/cache/record-cache';
import { systemChance, systemClock, systemTimers } from '../../lib/config/system';
import {
  NODE_SECRET,
  startTestMaster,
  type TestMaster,
} from '../../lib/master/sync-endpoints/testing/test-master';
import { httpMasterCalls } from '../../lib/node/http-master-calls';
import { createNode, type SyncNode } from '../../lib/node/node';
import { nodeRequests } from '../../lib/node/node-requests';
import { createTerminal, type Terminal } from '../../lib/terminal/terminal';
import { openPage, type TestPage } from '../../lib/terminal/testing/pages';
import { listen } from '../../lib/terminal/testing/small-master';
import { waitUntil } from '../stack/wait';

/** Two masters' sync and nodes over real connections, on real databases, in one process. */
export interface SyncHouse {
  masters: TestMaster[];
  terminals: Terminal[];
  agent: SyncNode | null;
  /** What the terminals read Memcached with; null without one. */
  cache: RecordCache | null;
  /** A page by WebSocket, once it is proven current; it is closed with the house. */
  provenPage(channel: string, terminal?: number): Promise<TestPage>;
  /** All pages so far. */
  pages(): readonly TestPage[];
  stop(): Promise<void>;
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

interface Parts {
  masterUrls: string[];
  cache: RecordCache | null;
  /** Undone at the end, last first. */
  ends: (() => Promise<unknown> | unknown)[];
}

const ports = { clock: systemClock, timers: systemTimers, chance: systemChance };

function nodeParts({ masterUrls, ends }: Parts, name: string, kind: 'terminal' | 'cache-agent') {
  const calls = httpMasterCalls({ nodeName: name, secret: NODE_SECRET, clock: systemClock });
  ends.push(() => calls.close());
  const url = 'http://127.0.0.1';
  const identity = { name, incarnation: randomUUID(), kind, url, publicUrl: null as string | null };
  return { ...ports, identity, calls, secret: NODE_SECRET, masterUrls, log: silent };
}

const isCurrent = (node: SyncNode) =>
  waitUntil(() => node.currency() === 'current', { deadlineMs: 60_000 });

async function startTerminal(parts: Parts, name: string) {
  const options = nodeParts(parts, name, 'terminal');
  const terminal = createTerminal({
    ...options,
    cache: parts.cache,
    peers: options.calls,
    redisUrl: null,
    allowedOrigins: [],
  });
  const origin = await listen(terminal.server);
  Object.assign(options.identity, { url: origin, publicUrl: origin });
  terminal.start();
  parts.ends.push(() => {
    terminal.stop();
    terminal.server.closeAllConnections();
  });
  if (!(await isCurrent(terminal.node))) throw new Error(`${name} is never current`);
  return { ...terminal, origin };
}

async function startAgent(parts: Parts, cache: RecordCache): Promise<SyncNode> {
  const options = nodeParts(parts, 'agent-1', 'cache-agent');
  const node: SyncNode = createNode({
    ...{ ...options, cache: null, gauges: () => ({}) },
    appetite: createAgentAppetite({
      cache,
      primaryTime: () => node.primaryTime,
      installation: () => node.installation(),
    }),
  });
  const answer = nodeRequests({
    node,
    registry: new Registry(),
    refusals: { say: () => {} },
  });
  const server = createServer((request, response) => void answer(request, response));
  options.identity.url = await listen(server);
  node.start();
  parts.ends.push(() => {
    node.stop();
    server.close();
    server.closeAllConnections();
  });
  if (!(await isCurrent(node))) throw new Error('the agent is never current');
  return node;
}

/** Starts one; give the databases short intervals first. */
export async function startSyncHouse(options: {
  urls: { primaryUrl: string; replicaUrl: string };
  /** `host:port`. */
  memcached?: string;
  /** How long masters wait for the replica. */
  replicaDeadlineMs?: number;
  /** How many; 1 unless told. */
  terminals?: number;
  /** Whether there is an agent, which needs Memcached. */
  agent?: boolean;
}): Promise<SyncHouse> {
  const { urls, memcached, replicaDeadlineMs } = options;
  const masters = await Promise.all(
    ['master-1', 'master-2'].map((name) => startTestMaster(urls, name, replicaDeadlineMs)),
  );
  const cache = memcached
    ? createRecordCache(connectMemcached({ address: memcached, ...ports }))
    : null;
  const masterUrls = await Promise.all(masters.map((master) => master.listen()));
  const parts: Parts = { masterUrls, cache, ends: [] };
  const terminals: Awaited<ReturnType<typeof startTerminal>>[] = [];
  for (let nth = 1; nth <= (options.terminals ?? 1); nth += 1) {
    terminals.push(await startTerminal(parts, `terminal-${nth}`));
  }
  const agent = options.agent && cache ? await startAgent(parts, cache) : null;
  const pages: TestPage[] = [];
  return {
    ...{ masters, terminals, agent, cache },
    pages: () => pages,
    async provenPage(channel, terminal = 0) {
      const page = openPage('websocket', terminals[terminal]?.origin ?? '', { channel });
      pages.push(page);
      await page.next('beat', (beat) => channel in beat.channels);
      return page;
    },
    async stop() {
      for (const page of pages) page.close();
      for (const end of parts.ends.reverse()) await end();
      cache?.close();
      for (const master of masters) await master.stop();
    },
  };
}

/** Whether a page ever went back to an older version of a lot, but for a reset (G4). */
export function wentBack(page: TestPage): boolean {
  const newest = new Map<number, number>();
  for (const frame of page.frames) {
    if (frame.t === 'reset') newest.clear();
    if (frame.t !== 'lots') continue;
    for (const { id, version } of frame.lots) {
      if (version < (newest.get(id) ?? 0)) return true;
      newest.set(id, version);
    }
  }
  return false;
}
