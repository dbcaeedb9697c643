import { createServer } from 'node:http';
import { createAgentAppetite } from '../lib/agent/agent-appetite';
import { readNodeEnv } from '../lib/config/env';
import { systemChance, systemClock, systemTimers } from '../lib/config/system';
import { gaugeWhenRead, nodeMetrics } from '../lib/node/metrics';
import { createNode, type SyncNode } from '../lib/node/node';
import { json, nodeRequests } from '../lib/node/node-requests';
import { createRefusals } from '../lib/shared/refusals';
import { nodeParts } from './node-process';
import { environmentOrExit, listenOrExit, stopOnSignals } from './process-life';

/** A cache agent: registers with the masters and fills Memcached with every record it is told of. */
const env = environmentOrExit(readNodeEnv);
const { log, identity, calls, bus, cache } = nodeParts(env, {
  kind: 'cache-agent',
  publicUrl: null,
});
if (!cache) {
  console.error('bad environment: MEMCACHED: a cache agent without Memcached has nothing to do');
  process.exit(1);
}
const appetite = createAgentAppetite({
  cache,
  primaryTime: () => node.primaryTime,
  installation: () => node.installation(),
});
const node: SyncNode = createNode({
  identity,
  secret: env.NODE_SECRET,
  masterUrls: env.MASTERS,
  calls,
  bus,
  // It fetches from masters: what Memcached holds is what it is about to replace.
  cache: null,
  clock: systemClock,
  timers: systemTimers,
  chance: systemChance,
  log,
  appetite,
  gauges: () => ({
    remembered: appetite.remembered(),
    sets: cache.stats().sets,
    failedSets: cache.stats().failedSets,
    fetches: node.counters.fetchedReplica + node.counters.fetchedPrimary,
    fetchedReplica: node.counters.fetchedReplica,
    fetchedPrimary: node.counters.fetchedPrimary,
    notices: node.counters.notices,
    mended: node.counters.mended,
  }),
});
const registry = nodeMetrics({ node, cache });
gaugeWhenRead(registry, {
  name: 'lotcast_agent_remembered',
  help: 'Keys stored in this life',
  read: () => appetite.remembered(),
});
const answer = nodeRequests({
  node,
  registry,
  refusals: createRefusals({ log, clock: systemClock }),
});
const server = createServer((request, response) => {
  if (!answer(request, response)) json(response, 404, { detail: 'nothing here' });
});
server.keepAliveTimeout = 75_000;

stopOnSignals(log, async () => {
  node.stop();
  server.close();
  server.closeAllConnections();
  cache.close();
  await bus?.close();
  await calls.close();
});
await listenOrExit(server, { host: env.HOST, port: env.PORT, log });
node.start();
