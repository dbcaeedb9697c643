import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PrismaClient } from '../../gen/prisma/client';
import { createTestDatabase, type TestDatabase } from '../../server/testing/test-database';
import { systemClock } from '../config/system';
import { type Accounts, createAccounts } from './accounts';
import { createKey, revokeKey } from './api-keys';
import { CLIENT_ADDRESS_HEADER, SIGN_INS_PER_MINUTE } from './auth';
import { createPerson, endSessions, findPerson, setRole } from './people';

const ORIGIN = 'http://localhost:3000';
const PASSWORD = 'correct horse battery';
let database: TestDatabase;
let prisma: PrismaClient;
let pool: pg.Pool;
/** Monotonic time that a test moves by hand, so that remembered keys and roles can age. */
let agedMs = 0;
let accounts: Accounts;

beforeAll(async () => {
  database = await createTestDatabase();
  prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.primaryUrl }) });
  pool = new pg.Pool({ connectionString: database.primaryUrl });
  accounts = createAccounts({
    prisma,
    pool,
    authSecret: 's'.repeat(40),
    publicOrigin: ORIGIN,
    clock: { ...systemClock, monotonicMs: () => agedMs },
  });
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
});

let address = 1;
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  accounts.authHandler(
    new Request(`${ORIGIN}/api/auth${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: ORIGIN,
        [CLIENT_ADDRESS_HEADER]: `192.0.2.${address}`,
        ...headers,
      },
      body: JSON.stringify(body),
    }),
  );
const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
const signUp = (email: string) =>
  post('/sign-up/email', { email, name: 'Ada', password: PASSWORD });

describe('sessions', () => {
  test('[AUT2] a sign-up sets __Host- cookies that scripts and other hosts never see', async () => {
    const answer = await signUp('ada@example.test');
    expect(answer.status).toBe(200);
    const cookies = answer.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-lotcast\./);
      expect(cookie).toMatch(/HttpOnly/i);
      expect(cookie).toMatch(/Secure/i);
      expect(cookie).not.toMatch(/Domain=/i);
    }
  });

  test('[AUT3] a signed session tells who asks without a database read', async () => {
    const answer = await signUp('bob@example.test');
    const cookie = cookieOf(answer);
    await pool.query('DELETE FROM session WHERE user_id = $1', [
      await findPerson(pool, 'bob@example.test'),
    ]);
    const known = await accounts.identify({ cookie });
    expect(known).toMatchObject({
      ok: true,
      value: { email: 'bob@example.test', role: 'bidder', credential: { generation: 0 } },
    });
  });

  test('a cookie whose signature was touched is nobody', async () => {
    const cookie = cookieOf(await signUp('carl@example.test'));
    const forged = cookie.replace(/=([A-Za-z0-9_%-]{10})/g, '=AAAAAAAAAA');
    expect(await accounts.identify({ cookie: forged })).toEqual({ ok: true, value: null });
  });

  test('a wrong password is refused, and a foreign origin too', async () => {
    const wrong = { email: 'ada@example.test', password: 'not the password' };
    expect((await post('/sign-in/email', wrong)).status).toBe(401);
    const right = { email: 'ada@example.test', password: PASSWORD };
    const foreign = await post('/sign-in/email', right, {
      origin: 'http://evil.test',
      cookie: 'a=b',
    });
    expect(foreign.status).toBe(403);
    expect((await post('/sign-in/email', right)).status).toBe(200);
  });

  test('sign-ins from one address are limited, also across masters', async () => {
    address = 99;
    const statuses: number[] = [];
    for (let i = 0; i <= SIGN_INS_PER_MINUTE; i++) {
      const guess = { email: 'ada@example.test', password: `wrong guess ${i}` };
      statuses.push((await post('/sign-in/email', guess)).status);
    }
    address = 1;
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.filter((status) => status === 401)).toHaveLength(SIGN_INS_PER_MINUTE);
    const { rows } = await pool.query('SELECT count FROM rate_limit WHERE key LIKE $1', [
      '%192.0.2.99%sign-in%',
    ]);
    expect(rows).toHaveLength(1);
  });

  test('[LCK1] ending all sessions raises the generation that lanes compare', async () => {
    const cookie = cookieOf(await signUp('dora@example.test'));
    const userId = await findPerson(pool, 'dora@example.test');
    if (!userId) throw new Error('dora was not made');
    await endSessions(pool, userId);
    const { rows } = await pool.query('SELECT session_generation FROM person WHERE id = $1', [
      userId,
    ]);
    expect(rows[0].session_generation).toBe(1);
    agedMs += 2_000;
    expect(await accounts.identify({ cookie })).toEqual({ ok: true, value: null });
  });
});

describe('sessions that are ended, with a signed copy of their cookie in other hands', () => {
  const signIn = (email: string) => post('/sign-in/email', { email, password: PASSWORD });
  /** A person signed in twice; times and generation as they are read later. */
  async function twoDevices(email: string) {
    const own = cookieOf(await signUp(email));
    const stolen = cookieOf(await signIn(email));
    for (const cookie of [own, stolen]) {
      expect(await accounts.identify({ cookie })).toMatchObject({ value: { email } });
    }
    const userId = await findPerson(pool, email);
    const generation = async () => {
      const { rows } = await pool.query('select session_generation from person where id = $1', [
        userId,
      ]);
      return rows[0].session_generation;
    };
    return { own, stolen, generation };
  }
  const nobody = { ok: true, value: null };
  const signedInWith = (generation: number) => ({ value: { credential: { generation } } });

  test('[AUT3, LAN1] sign out everywhere ends the copies too: lanes see a newer generation', async () => {
    const { own, stolen, generation } = await twoDevices('eve@example.test');
    expect((await post('/revoke-sessions', {}, { cookie: own })).status).toBe(200);
    expect(await generation()).toBe(1);
    agedMs += 2_000;
    expect(await accounts.identify({ cookie: stolen })).toEqual(nobody);
    expect(await accounts.identify({ cookie: own })).toEqual(nobody);
    const again = cookieOf(await signIn('eve@example.test'));
    expect(await accounts.identify({ cookie: again })).toMatchObject(signedInWith(1));
  });

  test('[AUT3, LAN1] a changed password ends the other sessions and not this one', async () => {
    const { own, stolen, generation } = await twoDevices('fay@example.test');
    const change = { newPassword: 'a new long password', revokeOtherSessions: true };
    const wrong = { ...change, currentPassword: 'not the password' };
    expect((await post('/change-password', wrong, { cookie: own })).status).toBe(400);
    expect(await generation()).toBe(0);
    const right = { ...change, currentPassword: PASSWORD };
    const answer = await post('/change-password', right, { cookie: own });
    expect(answer.status).toBe(200);
    expect(await generation()).toBe(1);
    // Good for a bid at once: the new copy says the new generation.
    expect(await accounts.identify({ cookie: cookieOf(answer) })).toMatchObject(signedInWith(1));
    agedMs += 2_000;
    expect(await accounts.identify({ cookie: stolen })).toEqual(nobody);
    expect(await accounts.identify({ cookie: own })).toEqual(nobody);
  });

  test.each(['/revoke-other-sessions', '/revoke-session'])(
    '[AUT3, LAN1] %s ends another session and not this one',
    async (path) => {
      const { own, stolen, generation } = await twoDevices(`gus${path.length}@example.test`);
      const token = /session_token=([^;.]+)/.exec(decodeURIComponent(stolen))?.[1];
      const answer = await post(path, { token }, { cookie: own });
      expect(answer.status).toBe(200);
      expect(await generation()).toBe(1);
      const fresh = [...own.split('; '), cookieOf(answer)].join('; ');
      expect(await accounts.identify({ cookie: fresh })).toMatchObject(signedInWith(1));
      agedMs += 2_000;
      expect(await accounts.identify({ cookie: stolen })).toEqual(nobody);
      // A copy from before is looked up, for this session lives.
      expect(await accounts.identify({ cookie: own })).toMatchObject(signedInWith(1));
    },
  );

  test('[AUT3] a changed password that is to end no session ends none', async () => {
    const { own, stolen, generation } = await twoDevices('hal@example.test');
    const change = { newPassword: 'a new long password', currentPassword: PASSWORD };
    expect((await post('/change-password', change, { cookie: own })).status).toBe(200);
    expect(await generation()).toBe(0);
    expect(await accounts.identify({ cookie: stolen })).toMatchObject(signedInWith(0));
  });
});

describe('people and keys made without a browser', () => {
  test('a person made by the house signs in and holds the role', async () => {
    const made = await createPerson(accounts.auth, pool, {
      email: 'Clerk@Example.test',
      name: 'Clerk',
      password: PASSWORD,
      role: 'clerk',
    });
    expect(made.ok).toBe(true);
    const answer = await post('/sign-in/email', {
      email: 'clerk@example.test',
      password: PASSWORD,
    });
    const known = await accounts.identify({ cookie: cookieOf(answer) });
    expect(known).toMatchObject({ ok: true, value: { role: 'clerk', houseId: 1 } });
  });

  test('a taken address and a short password are told apart', async () => {
    const person = { email: 'ada@example.test', name: 'A', password: PASSWORD, role: 'bidder' };
    expect(await createPerson(accounts.auth, pool, { ...person, role: 'bidder' })).toMatchObject({
      error: { kind: 'email-taken' },
    });
    expect(
      await createPerson(accounts.auth, pool, { ...person, role: 'bidder', password: 'short' }),
    ).toMatchObject({ error: { kind: 'password-length', min: 10 } });
  });

  test('a key opens the door until it is revoked; only its hash is kept', async () => {
    const userId = await findPerson(pool, 'ada@example.test');
    if (!userId) throw new Error('ada was not made');
    const { id, key } = await createKey(pool, { userId, name: 'replay' });
    const authorization = `Bearer ${key}`;
    expect(await accounts.identify({ authorization })).toMatchObject({
      value: { userId, credential: { kind: 'key', keyId: id } },
    });
    const { rows } = await pool.query('SELECT row_to_json(k)::text AS row FROM api_key k');
    expect(rows.map((row) => row.row).join()).not.toContain(key);
    const stranger = '00000000-0000-4000-8000-000000000000';
    expect(await revokeKey(pool, { id, userId: stranger })).toBeNull();
    expect(await accounts.identify({ authorization })).toMatchObject({ ok: true });
    expect(await revokeKey(pool, { id, userId })).toEqual([]);
    agedMs += 60_000;
    expect(await accounts.identify({ authorization })).toEqual({ ok: false, error: 'invalid-key' });
  });

  test.each(['Bearer lotcast_x', 'Bearer x', 'Basic YTpi', 'nonsense'])(
    'the authorization %j is refused, never taken for nobody',
    async (authorization) => {
      expect(await accounts.identify({ authorization })).toEqual({
        ok: false,
        error: 'invalid-key',
      });
    },
  );

  test('a role given or taken holds within two seconds', async () => {
    const userId = await findPerson(pool, 'ada@example.test');
    if (!userId) throw new Error('ada was not made');
    const { key } = await createKey(pool, { userId, name: 'roles' });
    const authorization = `Bearer ${key}`;
    await setRole(pool, { userId, role: 'auctioneer', houseId: 1 });
    agedMs += 2_000;
    expect(await accounts.identify({ authorization })).toMatchObject({
      value: { role: 'auctioneer' },
    });
    await setRole(pool, { userId, role: 'bidder', houseId: 1 });
    agedMs += 2_000;
    expect(await accounts.identify({ authorization })).toMatchObject({ value: { role: 'bidder' } });
  });
});
