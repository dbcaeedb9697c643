import { readTerminalEnv } from '../lib/config/env';
import { systemChance, systemClock, systemTimers } from '../lib/config/system';
import { httpMasterCalls } from '../lib/node/http-master-calls';
import { TO_TERMINALS } from '../lib/terminal/parked/parked-requests';
import { createTerminal } from '../lib/terminal/terminal';
import { nodeParts } from './node-process';
import { environmentOrExit, listenOrExit, stopOnSignals } from './process-life';

/** A terminal: registers with the masters, holds what its pages watch, pushes every change. */
const env = environmentOrExit(readTerminalEnv);
const { log, identity, calls, bus, cache } = nodeParts(env, {
  kind: 'terminal',
  publicUrl: env.PUBLIC_URL,
});
const peers = httpMasterCalls({
  nodeName: env.NODE_NAME,
  secret: env.NODE_SECRET,
  clock: systemClock,
  to: TO_TERMINALS,
});
const terminal = createTerminal({
  identity,
  secret: env.NODE_SECRET,
  masterUrls: env.MASTERS,
  calls,
  bus,
  cache,
  clock: systemClock,
  timers: systemTimers,
  chance: systemChance,
  log,
  allowedOrigins: env.ALLOWED_ORIGINS,
  peers,
  redisUrl: env.REDIS_URL || null,
});

stopOnSignals(log, async () => {
  terminal.stop();
  // The last frames and close messages leave before the process does.
  await new Promise((resolve) => setTimeout(resolve, 100));
  terminal.server.closeAllConnections();
  cache?.close();
  await bus?.close();
  await Promise.all([calls.close(), peers.close()]);
});
await listenOrExit(terminal.server, { host: env.HOST, port: env.PORT, log });
terminal.start();
