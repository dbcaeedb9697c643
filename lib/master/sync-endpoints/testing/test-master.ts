import Fastify from 'fastify';
import type pg from 'pg';
import { Registry } from 'prom-client';
import { systemChance, systemClock, systemTimers } from '../../../config/system';
import { createPool } from '../../../db/pools';
import { createReplicaFirst } from '../../../db/replica-first';
import { readLogPosition } from '../../../db/sync-log-position-read';
import { readRoster } from '../../../db/sync-roster-read';
import { createTicketSigner } from '../../../node-token/live-ticket';
import { signToken, TOKEN_LIFE_MS } from '../../../node-token/token';
import { httpNoticeTransport } from '../../notifier/http-transport';
import { createNotifier, type Notifier } from '../../notifier/notifier';
import { createFetchCounter } from '../fetch-counter';
import { createReplicaLag } from '../replica-lag';
import { syncEndpoints } from '../sync-endpoints';

/** Shared by masters and nodes of these tests. */
export const NODE_SECRET = 'the-secret-of-the-nodes-of-these-tests';

/** A master's sync on real databases, called without a port. */
export interface TestMaster {
  notifier: Notifier;
  /** Higher epochs that nodes told of. */
  heardOf: readonly number[];
  /** The epoch whose primary's clock it can tell. */
  clockEpoch: number;
  primary: pg.Pool;
  replica: pg.Pool;
  /** Calls as a node would. @returns status and JSON. */
  call(
    path: 'register' | 'fetch' | 'changes' | 'heads',
    body: unknown,
    authorization?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Listens for nodes on a free port. @returns its origin. */
  listen(): Promise<string>;
  /** `lotcast_fetch_total` by source. */
  fetched(): Promise<{ replica: number; primary: number }>;
  stop(): Promise<void>;
}

/** The header of a node. */
export const tokenOf = (from: string, more: { to?: string; secret?: string } = {}) =>
  signToken(more.secret ?? NODE_SECRET, {
    from,
    to: more.to ?? 'master',
    expiresAtMs: Date.now() + TOKEN_LIFE_MS,
  });

/** Starts one. */
export async function startTestMaster(
  urls: { primaryUrl: string; replicaUrl: string },
  name = 'master-1',
  // Where many suites share few cores, only a replica that never answers is a slow one.
  replicaDeadlineMs = 10_000,
): Promise<TestMaster> {
  const primary = createPool(urls.primaryUrl, { max: 8, name: `${name}-test` });
  const replica = createPool(urls.replicaUrl, { max: 8, name: `${name}-test`, statementMs: 9_000 });
  const registry = new Registry();
  const master = { name, incarnation: `${name}-life-1` };
  const ports = { clock: systemClock, timers: systemTimers, chance: systemChance };
  const log = { info: () => {}, warn: () => {} };
  const notifier = createNotifier({
    ...ports,
    master,
    log,
    readRoster: () => readRoster(primary),
    transport: httpNoticeTransport({ masterName: name, secret: NODE_SECRET, clock: systemClock }),
  });
  const replicaLag = createReplicaLag({ ...ports, readPosition: () => readLogPosition(primary) });
  const replicaFirst = createReplicaFirst({ ...ports, deadlineMs: replicaDeadlineMs });
  const heardOf: number[] = [];
  const app = Fastify();
  const started: TestMaster = {
    notifier,
    heardOf,
    clockEpoch: 1,
    primary,
    replica,
    async call(path, body, authorization = tokenOf('terminal-1')) {
      const answer = await app.inject({
        method: 'POST',
        url: `/internal/${path}`,
        headers: { 'content-type': 'application/json', authorization },
        payload: JSON.stringify(body),
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    async fetched() {
      const metric = await registry.getSingleMetric('lotcast_fetch_total')?.get();
      const of = (source: string) =>
        metric?.values.find((value) => value.labels.source === source)?.value ?? 0;
      return { replica: of('replica'), primary: of('primary') };
    },
    async stop() {
      replicaLag.stop();
      await notifier.stop();
      await app.close();
      await primary.end();
      await replica.end();
    },
  };
  await syncEndpoints(app, {
    master,
    ticketKey: createTicketSigner(NODE_SECRET).publicKey,
    nodeHosts: ['127.0.0.1'],
    primary,
    primaryClock: {
      nowIn: async (epoch) =>
        epoch <= started.clockEpoch ? { ms: 1_700_000_000_000, errorMs: 1 } : null,
    },
    notifier,
    sources: { primary, replica, replicaFirst, replicaLag },
    nodeSecret: NODE_SECRET,
    clock: systemClock,
    fetchCounter: createFetchCounter(registry),
    heardOfEpoch: (history) => heardOf.push(history.epoch),
    log,
  });
  await Promise.all([notifier.start(), replicaLag.start()]);
  return started;
}
