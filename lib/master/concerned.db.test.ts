import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../server/testing/test-database';
import type { Identity } from '../accounts/identity';
import { endSessions, endSignedCopies } from '../accounts/people';
import { systemTimers } from '../config/system';
import { createPool } from '../db/pools';
import { createClosingClock } from './closing-clock';
import { decideRegistration } from './registrations/decide-registration';
import { register } from './registrations/register';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  recordingNotifier,
  type TestSale,
  testBid,
  testLanes,
  testSalt,
} from './testing/test-sale';

// Whom something concerns, on a real primary: what is counted in their own record, and told. Would
// catch: somebody outbid who never hears of it, one who hears of others' affairs, a count that is told
// and not stored, and a batch that counts a person twice.

let database: TestDatabase;
let pool: pg.Pool;
let sale: TestSale;
let notifier: ReturnType<typeof recordingNotifier>;
let ann: Identity;
let bob: Identity;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 8, name: 'master-1' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  sale = await makeTestSale(pool, { bidders: 3 });
  notifier = recordingNotifier();
  [ann, bob] = sale.bidders as [Identity, Identity];
});

async function registrationId(of: Identity): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    'select id from registration where auction_id = $1 and user_id = $2',
    [sale.auctionId, of.userId],
  );
  return rows[0]?.id ?? 0;
}

/** How often something concerned them: as stored, 0 for never. */
async function count(of: Identity): Promise<number> {
  const { rows } = await pool.query<{ version: number; channel: string }>(
    `select version, channel from "change" where key = $1 and not gone and xid > 0`,
    [`me:${await registrationId(of)}`],
  );
  for (const row of rows) expect(row.channel).toBe(`reg:${await registrationId(of)}`);
  return rows[0]?.version ?? 0;
}

/** Everything told privately since the last look, as `me:9.1`, sorted. */
function toldNow(): string[] {
  const told = notifier.toldPrivately.splice(0).map(({ key, version }) => `${key}.${version}`);
  return told.sort();
}

const me = async (of: Identity, version: number) => `me:${await registrationId(of)}.${version}`;

describe('[PSH10, ANT1] who is concerned is counted with the change, and told', () => {
  test('of a bid: who made it and who was outbid by it; of a refused one nobody', async () => {
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool, notifier });
    expect(cameTo(await lanes.submit(lotId, testBid(ann, 12_000)))).toBe('leading');
    expect(toldNow()).toEqual([await me(ann, 1)]);
    expect(cameTo(await lanes.submit(lotId, testBid(bob, 20_000)))).toBe('leading');
    expect(toldNow()).toEqual([await me(ann, 2), await me(bob, 1)].sort());
    expect(cameTo(await lanes.submit(lotId, testBid(ann, 15_000)))).toBe('outbid');
    expect(toldNow()).toEqual([await me(ann, 3)]);
    expect(cameTo(await lanes.submit(lotId, testBid(ann, 100)))).toBe('below-ask');
    expect(toldNow()).toEqual([]);
    expect([await count(ann), await count(bob)]).toEqual([3, 1]);
  });

  test('[VER1, PRX4] of a silent raise: its bidder, and no page hears of the lot', async () => {
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool, notifier });
    await lanes.submit(lotId, testBid(ann, 12_000));
    notifier.told.length = 0;
    expect(cameTo(await lanes.submit(lotId, testBid(ann, 50_000)))).toBe('raised');
    expect(notifier.told).toEqual([]);
    expect(await count(ann)).toBe(2);
  });

  test('[LAN1] a batch counts each person once, however often they were outbid in it', async () => {
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool, notifier });
    await lanes.submit(lotId, testBid(ann, 12_000));
    toldNow();
    const before = [await count(ann), await count(bob)];
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from lot where id = $1 for update', [lotId]);
    // The first of these waits for the lock alone, the others gather behind it.
    const answers = [
      lanes.submit(lotId, testBid(bob, 20_000)),
      lanes.submit(lotId, testBid(ann, 30_000)),
      lanes.submit(lotId, testBid(bob, 40_000)),
      lanes.submit(lotId, testBid(ann, 50_000)),
      lanes.submit(lotId, testBid(bob, 60_000)),
    ];
    await holder.query('commit');
    holder.release();
    expect((await Promise.all(answers)).map(cameTo)).toEqual(Array(5).fill('leading'));
    expect(lanes.stats().batches).toBe(3);
    // Once for the bid that went alone, once for the batch of four.
    expect(await count(ann)).toBe((before[0] ?? 0) + 2);
    expect(await count(bob)).toBe((before[1] ?? 0) + 2);
    const [annId, bobId] = [await registrationId(ann), await registrationId(bob)];
    expect(toldNow()).toEqual(
      [`me:${annId}.2`, `me:${annId}.3`, `me:${bobId}.1`, `me:${bobId}.2`].sort(),
    );
  });

  test.each([
    ['sold', {}],
    ['passed', { reserveMinor: 90_000 }],
  ])('of a close (%s): who led, and nobody who did not', async (outcome, terms) => {
    const closesAtMs = Date.now() + 1_500;
    const { lotId } = await makeTestLot(pool, sale, { closesAtMs, closeGraceMs: 0, ...terms });
    const lanes = testLanes({ pool });
    expect(cameTo(await lanes.submit(lotId, testBid(bob, 12_000)))).toBe('leading');
    expect(cameTo(await lanes.submit(lotId, testBid(ann, 20_000)))).toBe('leading');
    const clock = createClosingClock({ pool, notifier, timers: systemTimers, salt: testSalt });
    clock.start();
    const phase = async () =>
      (await pool.query('select phase from lot where id = $1', [lotId])).rows[0].phase;
    await expect.poll(phase, { timeout: 30_000 }).toBe(outcome);
    await clock.stop();
    expect(toldNow()).toEqual([await me(ann, 2)]);
    expect([await count(ann), await count(bob)]).toEqual([2, 2]);
  });

  test('of a lot that is withdrawn: who led', async () => {
    const { lotId } = await makeTestLot(pool, sale);
    const lanes = testLanes({ pool, notifier });
    await lanes.submit(lotId, testBid(ann, 12_000));
    toldNow();
    const withdraw = { kind: 'action', identity: sale.clerk, action: 'withdraw' } as const;
    expect(cameTo(await lanes.submit(lotId, { ...withdraw, version: 3 }))).toBe('withdrawn');
    expect(toldNow()).toEqual([await me(ann, 2)]);
  });
});

describe('[AUT1, PSH10] what a registration allows changes', () => {
  const catalogue = () => ({
    primary: pool,
    clock: { now: () => ({ ms: Date.now(), errorMs: 0, epoch: 1 }) },
    changed: notifier.changed,
  });

  test('when it is made and decided, in its own channel alone; decided alike, nothing', async () => {
    const [, , , newcomer] = (await makeTestSale(pool, { bidders: 4 })).bidders;
    if (!newcomer) throw new Error('a newcomer');
    // Paddles of the test's own bidders were not given out by the sale.
    await pool.query('update auction set next_paddle = 900 where id = $1', [sale.auctionId]);
    const wanted = { auctionId: sale.auctionId, userId: newcomer.userId, termsVersion: 1 };
    expect(await register(catalogue(), wanted)).toMatchObject({ ok: true });
    const id = await registrationId(newcomer);
    expect(toldNow()).toEqual([`me:${id}.1`, `reg:${id}.1`]);
    const actor = { userId: sale.clerk.userId, houseId: 1, role: 'auctioneer' as const };
    for (const [status, version] of [
      ['suspended', 2],
      ['approved', 3],
    ] as const) {
      await decideRegistration(catalogue(), actor, { registrationId: id, status });
      expect(toldNow()).toEqual([`me:${id}.${version}`, `reg:${id}.${version}`]);
    }
    await decideRegistration(catalogue(), actor, { registrationId: id, status: 'approved' });
    expect(toldNow()).toEqual([]);
    expect(notifier.told).toEqual([]);
    const { rows } = await pool.query(
      `select key, version from "change" where channel = $1 order by key`,
      [`reg:${id}`],
    );
    expect(rows).toEqual([
      { key: `me:${id}`, version: 3 },
      { key: `reg:${id}`, version: 3 },
    ]);
  });

  test('[AUT3] when the sessions of its owner are ended, here or by the house', async () => {
    const id = await registrationId(ann);
    const { changed } = await endSignedCopies(pool, ann.userId);
    const said = changed.map(({ key, version, channel }) => `${key}.${version} ${channel}`);
    expect(said).toEqual([`me:${id}.1 reg:${id}`, `reg:${id}.2 reg:${id}`]);
    await endSessions(pool, ann.userId);
    const { rows } = await pool.query(
      `select r.version, c.version as told from registration r
         join "change" c on c.key = 'reg:' || r.id where r.id = $1`,
      [id],
    );
    expect(rows).toEqual([{ version: 3, told: 3 }]);
    expect(await count(bob)).toBe(0);
  });
});
