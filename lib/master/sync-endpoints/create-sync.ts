import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Registry } from 'prom-client';
import { readLogPosition } from '../../db/sync-log-position-read';
import { readRoster } from '../../db/sync-roster-read';
import type { Chance, Clock, Timers } from '../../shared/ports';
import { httpNoticeTransport } from '../notifier/http-transport';
import type { SyncLog } from '../notifier/log';
import { createNotifier, type Notifier } from '../notifier/notifier';
import type { PrimaryClock } from '../primary-clock';
import { createFetchCounter } from './fetch-counter';
import { createReplicaFirst } from './replica-first';
import { createReplicaLag } from './replica-lag';
import { syncEndpoints } from './sync-endpoints';

/** What a master's side of the sync is made of. */
export interface SyncParts {
  /** The name by which nodes know this master, and a new id for each of its lives. */
  master: { name: string; incarnation: string };
  nodeSecret: string;
  nodeHosts: readonly string[];
  primary: pg.Pool;
  /**
   * A pool of its own with a short `statementMs` (1 s): a frozen replica is passed over after 250 ms,
   * but its statements occupy their connections until they time out.
   */
  replica: pg.Pool;
  primaryClock: Pick<PrimaryClock, 'now'>;
  clock: Clock;
  timers: Timers;
  chance: Chance;
  registry: Registry;
  log: SyncLog;
}

/** A master's side of the sync: what it tells nodes, and what it answers them. */
export interface Sync {
  notifier: Notifier;
  /** Adds the `/internal/…` routes. */
  mount(app: FastifyInstance): Promise<void>;
  /** To be awaited before the first write is taken, so that no change passes unnoticed. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the notifier and the endpoints of one master together on real parts. */
export function createSync(parts: SyncParts): Sync {
  const notifier = createNotifier({
    ...parts,
    readRoster: () => readRoster(parts.primary),
    transport: httpNoticeTransport({
      masterName: parts.master.name,
      secret: parts.nodeSecret,
      clock: parts.clock,
    }),
  });
  const replicaLag = createReplicaLag({
    ...parts,
    readPosition: () => readLogPosition(parts.primary),
  });
  const replicaFirst = createReplicaFirst(parts);
  const { primary, replica } = parts;
  const deps = {
    ...parts,
    notifier,
    sources: { primary, replica, replicaFirst, replicaLag },
    fetchCounter: createFetchCounter(parts.registry),
  };
  return {
    notifier,
    mount: (app) => syncEndpoints(app, deps),
    async start() {
      await Promise.all([notifier.start(), replicaLag.start()]);
    },
    async stop() {
      replicaLag.stop();
      await notifier.stop();
    },
  };
}
