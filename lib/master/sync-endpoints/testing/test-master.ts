import Fastify from 'fastify';
import type pg from 'pg';
import { Registry } from 'prom-client';
import { systemChance, systemClock, systemTimers } from '../../../config/system';
import { createPool } from '../../../db/pools';
import { signToken, TOKEN_LIFE_MS } from '../../../node-token/token';
import { createSync, type Sync } from '../create-sync';

/** Shared by masters and nodes of these tests. */
export const NODE_SECRET = 'the-secret-of-the-nodes-of-these-tests';

/** A master's sync on real databases, called without a port. */
export interface TestMaster {
  sync: Sync;
  primary: pg.Pool;
  replica: pg.Pool;
  /** Calls as a node would. @returns status and JSON. */
  call(
    path: 'register' | 'fetch' | 'changes' | 'heads',
    body: unknown,
    authorization?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
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
): Promise<TestMaster> {
  const primary = createPool(urls.primaryUrl, { max: 8, name: `${name}-test` });
  const replica = createPool(urls.replicaUrl, { max: 8, name: `${name}-test`, statementMs: 1_000 });
  const registry = new Registry();
  const sync = createSync({
    master: { name, incarnation: `${name}-life-1` },
    nodeSecret: NODE_SECRET,
    nodeHosts: ['127.0.0.1'],
    primary,
    replica,
    primaryClock: { now: () => ({ ms: 1_700_000_000_000, errorMs: 1 }) },
    clock: systemClock,
    timers: systemTimers,
    chance: systemChance,
    registry,
    log: { info: () => {}, warn: () => {} },
  });
  const app = Fastify();
  await sync.mount(app);
  await sync.start();
  return {
    sync,
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
    async fetched() {
      const metric = await registry.getSingleMetric('lotcast_fetch_total')?.get();
      const of = (source: string) =>
        metric?.values.find((value) => value.labels.source === source)?.value ?? 0;
      return { replica: of('replica'), primary: of('primary') };
    },
    async stop() {
      await sync.stop();
      await app.close();
      await primary.end();
      await replica.end();
    },
  };
}
