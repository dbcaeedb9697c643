import { randomBytes } from 'node:crypto';
import { systemChance, systemClock, systemTimers } from '../../config/system';
import { httpMasterCalls } from '../../node/http-master-calls';
import type { Log } from '../../node/log';
import type { Clock } from '../../shared/ports';
import { TO_TERMINALS } from '../parked/parked-requests';
import { createTerminal, type Terminal } from '../terminal';
import { DOOR_LIMITS, type DoorLimits } from '../terminal-server';
import { listen, type SmallMaster } from './small-master';

/** Where the pages of tests come from. */
export const PAGES = 'http://localhost:3000';

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** A terminal of a test, current at its small master. */
export interface TestTerminal extends Terminal {
  origin: string;
  /** Ends it and its connections, as `stop` of a process does. */
  end(): void;
}

/** Starts a real terminal on a free port. */
export async function startTestTerminal(
  master: SmallMaster,
  options: { name?: string; clock?: Clock; limits?: Partial<DoorLimits>; redisUrl?: string } = {},
): Promise<TestTerminal> {
  const { name = 'terminal-1', clock = systemClock } = options;
  const caller = { nodeName: name, secret: master.secret, clock };
  const calls = httpMasterCalls(caller);
  // The port is known once it listens; masters are told then.
  const identity = {
    name,
    incarnation: randomBytes(8).toString('hex'),
    kind: 'terminal' as const,
    url: '',
    publicUrl: null as string | null,
  };
  const terminal = createTerminal({
    identity,
    secret: master.secret,
    masterUrls: [master.url],
    calls,
    peers: httpMasterCalls({ ...caller, to: TO_TERMINALS }),
    redisUrl: options.redisUrl ?? null,
    cache: null,
    clock,
    timers: systemTimers,
    chance: systemChance,
    log: silent,
    allowedOrigins: [PAGES],
    limits: { ...DOOR_LIMITS, ...options.limits },
  });
  const origin = await listen(terminal.server);
  identity.url = origin;
  identity.publicUrl = origin;
  terminal.start();
  await until(() => terminal.node.currency() === 'current');
  return {
    ...terminal,
    origin,
    end() {
      terminal.stop();
      terminal.server.closeAllConnections();
    },
  };
}

/**
 * Settles when it is so.
 * @throws Error after a minute: what a failed test waited for would keep a core busy beside the others.
 */
export async function until(isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + 60_000;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`never so: ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
