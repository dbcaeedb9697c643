import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../server/testing/test-database';
import { systemClock } from '../config/system';
import { createPool } from '../db/pools';
import { createPrisma } from '../db/prisma';
import { type Accounts, createAccounts } from './accounts';
import { CLIENT_ADDRESS_HEADER } from './auth';

const ORIGIN = 'http://localhost:3000';
const COPY = '__Host-lotcast.session_data=';
let database: TestDatabase;
let pool: pg.Pool;
let prisma: ReturnType<typeof createPrisma>;
let accounts: Accounts;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 4, name: 'test' });
  prisma = createPrisma(database.primaryUrl);
  accounts = createAccounts({
    prisma,
    pool,
    authSecret: 's'.repeat(40),
    publicOrigin: ORIGIN,
    clock: systemClock,
  });
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
});

const call = (path: string, init: RequestInit = {}) =>
  accounts.authHandler(
    new Request(`${ORIGIN}/api/auth${path}`, {
      ...init,
      headers: { origin: ORIGIN, [CLIENT_ADDRESS_HEADER]: '192.0.2.1', ...init.headers },
    }),
  );
const signUp = async (email: string) => {
  const answer = await call('/sign-up/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, name: 'Ada', password: 'correct horse battery' }),
  });
  return answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
};
/** What a page asks to renew its session (components/shell/session-keeper.tsx). */
const renew = (cookies: readonly string[]) =>
  call('/get-session?disableCookieCache=true', { headers: { cookie: cookies.join('; ') } });
const copyOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => cookie.startsWith(COPY) && cookie.length > COPY.length);

test('[AUT3] a page renews the signed copy while the old one is still good', async () => {
  const cookies = await signUp('ada@example.test');
  const answer = await renew(cookies);
  expect(answer.status).toBe(200);
  const copy = copyOf(answer);
  expect(copy).toBeDefined();
  // The new copy alone is enough: no session is read for it.
  await pool.query('delete from session');
  expect(await accounts.identify({ cookie: copy })).toMatchObject({
    value: { email: 'ada@example.test', credential: { kind: 'session' } },
  });
});

test('[AUT3] a session that has ended is not renewed, and its cookies are taken back', async () => {
  const cookies = await signUp('bob@example.test');
  await pool.query('delete from session');
  const answer = await renew(cookies);
  expect(await answer.json()).toBeNull();
  expect(copyOf(answer)).toBeUndefined();
  expect(answer.headers.getSetCookie().join()).toMatch(/session_data=;[^,]*Max-Age=0/);
});
