import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import pino from 'pino';
import { Registry } from 'prom-client';
import { createTestDatabase } from '../../../../server/testing/test-database';
import { createAccounts } from '../../../accounts/accounts';
import { createKey } from '../../../accounts/api-keys';
import type { Role } from '../../../accounts/identity';
import { setRole } from '../../../accounts/people';
import { systemClock, systemTimers } from '../../../config/system';
import { createPool } from '../../../db/pools';
import { readPrimaryTime } from '../../../db/primary-time-read';
import { createPrisma } from '../../../db/prisma';
import { createHouseSigner } from '../../../node-token/house-signer';
import { createTicketSigner } from '../../../node-token/live-ticket';
import { invariant } from '../../../shared/assert';
import { rateLimitEach } from '../../../shared/rate-limit';
import { createLanes } from '../../lanes/lanes';
import { createPrimaryClock } from '../../primary-clock';
import type { ChangedRecord } from '../../record-change';
import { WHYS } from '../../why/why-own-bid';
import type { Desk } from '../desk';
import { createFront } from '../front';
import { createFrontMetrics } from '../metrics';

/** Where the tests' pages would be. */
export const ORIGIN = 'http://localhost:3000';

/** Signs sessions. */
export const AUTH_SECRET = 's'.repeat(40);

/** A person with an API key. */
export interface Caller {
  userId: string;
  email: string;
  key: string;
  keyId: number;
}

/** An answer over real HTTP. */
export interface Reply {
  status: number;
  type: string;
  headers: Headers;
  text: string;
  /** The body as JSON; whatever it is. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

/** A request of a test; `json` is serialised, `text` sent as it is. */
export interface Ask {
  by?: Caller | null;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

/** The real front on a database of its own, listening, without pages and without nodes. */
export interface FrontFixture {
  app: FastifyInstance;
  url: string;
  databaseUrl: string;
  pool: pg.Pool;
  /** Every change that nodes would have been told. */
  told: ChangedRecord[];
  /** What was logged, one JSON line each. */
  logged: string[];
  caller(role: Role): Promise<Caller>;
  ask(method: string, path: string, ask?: Ask): Promise<Reply>;
  stop(): Promise<void>;
}

/** What whoever adds to the front may build on. */
export interface FrontBase {
  accounts: ReturnType<typeof createAccounts>;
  desk: Desk;
  pool: pg.Pool;
}

/** Starts it, with whatever `add` mounts beside the API; stop it in `afterAll`. */
export async function startFront(
  add: (app: FastifyInstance, base: FrontBase) => Promise<void> = async () => {},
): Promise<FrontFixture> {
  const database = await createTestDatabase();
  const pool = createPool(database.primaryUrl, { max: 20, name: 'test' });
  const prisma = createPrisma(database.primaryUrl);
  const clock = createPrimaryClock({
    read: () => readPrimaryTime(pool),
    clock: systemClock,
    timers: systemTimers,
  });
  await clock.start();
  const told: ChangedRecord[] = [];
  const logged: string[] = [];
  const changed = (records: readonly ChangedRecord[]) => void told.push(...records);
  const lanes = createLanes({
    pool,
    notifier: { changed },
    clock: systemClock,
    timers: systemTimers,
    salt: () => randomBytes(32).toString('hex'),
  });
  const accounts = createAccounts({
    prisma,
    pool,
    authSecret: AUTH_SECRET,
    publicOrigin: ORIGIN,
    clock: systemClock,
  });
  const receipts = createHouseSigner(AUTH_SECRET);
  const desk: Desk = {
    primary: pool,
    publicRead: (read) => read(pool),
    clock,
    lanes,
    catalogue: { primary: pool, clock, changed },
    tickets: { primary: pool, clock, tickets: createTicketSigner('s'.repeat(40)) },
    receipts,
    mayAskWhy: rateLimitEach(systemClock, WHYS),
    operations: () => Promise.reject(new Error('operations are not part of this fixture')),
  };
  const app = await createFront({
    accounts,
    publicOrigin: ORIGIN,
    logger: pino({ level: 'info' }, { write: (line) => void logged.push(line) }),
    metrics: createFrontMetrics(new Registry()),
    desk,
  });
  await add(app, { accounts, desk, pool });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    ...{ app, url, pool, told, logged, databaseUrl: database.primaryUrl },
    caller: (role) => makeCaller(pool, role),
    ask: (method, path, ask = {}) => send(url, method, path, ask),
    async stop() {
      await app.close();
      await lanes.stop();
      clock.stop();
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    },
  };
}

async function makeCaller(pool: pg.Pool, role: Role): Promise<Caller> {
  const email = `${role}-${randomUUID()}@example.test`;
  const { rows } = await pool.query<{ id: string }>(
    'insert into person (name, email) values ($1, $2) returning id',
    [role, email],
  );
  const userId = rows[0]?.id;
  invariant(userId, 'a person was inserted');
  if (role !== 'bidder') await setRole(pool, { userId, role, houseId: 1 });
  const { key, id } = await createKey(pool, { userId, name: 'test' });
  return { userId, email, key, keyId: id };
}

async function send(url: string, method: string, path: string, ask: Ask): Promise<Reply> {
  const body = ask.text ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json));
  const headers: Record<string, string> = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(ask.by && { authorization: `Bearer ${ask.by.key}` }),
    ...ask.headers,
  };
  const target = path.startsWith('/api') ? path : `/api/v1${path}`;
  const answer = await fetch(url + target, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    headers: answer.headers,
    text,
    body: parse(text),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
