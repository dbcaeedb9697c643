import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { invariant } from '../shared/assert';
import { type ClosingRoom, openClosingRoom, until } from './testing/closing-room';
import {
  makeTestLot,
  makeTestSale,
  readLotState,
  recordingNotifier,
  testBid,
  testLanes,
} from './testing/test-sale';

let room: ClosingRoom;
let pool: pg.Pool;
beforeAll(async () => {
  room = await openClosingRoom();
  pool = room.pool;
});
afterEach(() => room.stopClocks());
afterAll(() => room.close());

describe('one that cannot be closed', () => {
  /** Row and state disagree: an invariant that breaks whatever batch the lot is in. */
  const setRowVersion = (lotId: number, version: number) =>
    pool.query('update lot set version = $2 where id = $1', [lotId, version]);

  test('[CLS6] is passed over with a word in the log; the others close and their sale ends', async () => {
    const badSale = await makeTestSale(pool);
    const goodSale = await makeTestSale(pool);
    const bad = await makeTestLot(pool, badSale);
    const neighbour = await makeTestLot(pool, badSale);
    const good = [await makeTestLot(pool, goodSale), await makeTestLot(pool, goodSale)];
    const opener = room.startClock();
    for (const { lotId } of [bad, neighbour, ...good]) await room.phaseIs(lotId, 'open');
    await opener.stop();
    for (const { lotId } of [bad, neighbour, ...good]) {
      await room.moveBack(lotId, { closesAtMs: Date.now() - 30_000 });
    }
    await setRowVersion(bad.lotId, 7);
    const failed: unknown[] = [];
    const notifier = recordingNotifier();
    const clock = room.startClock(notifier, { onError: (_error, about) => failed.push(about) });
    for (const { lotId } of [neighbour, ...good]) await room.phaseIs(lotId, 'passed');
    await room.saleIs(goodSale.auctionId, 'ended');
    await until(async () => notifier.told.some((one) => one.key === `lot:${neighbour.lotId}`));
    expect((await readLotState(pool, bad.lotId)).phase).toBe('open');
    // It rests before it is tried again, longer each time, and is not looked at in between.
    await until(async () => failed.length >= 2);
    expect(new Set(failed.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ lotId: bad.lotId })]),
    );
    expect(clock.stats()).toMatchObject({ lots: 3, errors: failed.length });
    expect(clock.stats().rounds).toBeLessThan(20);
    await setRowVersion(bad.lotId, 2);
    await room.phaseIs(bad.lotId, 'passed');
    await room.saleIs(badSale.auctionId, 'ended');
  });

  test('[CLS6] a lot whose leader’s exposure somebody holds keeps no other lot open', async () => {
    const sale = await makeTestSale(pool);
    const held = await makeTestLot(pool, sale);
    const free = await makeTestLot(pool, sale);
    const [ann, bob] = sale.bidders;
    invariant(ann && bob, 'two bidders');
    await testLanes({ pool }).submit(held.lotId, testBid(ann, 11_000));
    await testLanes({ pool }).submit(free.lotId, testBid(bob, 11_000));
    // Only what somebody with a limit has at stake is held by one lot at a time (LCK1).
    const { rows } = await pool.query<{ id: number }>(
      `update registration set limit_minor = 50000 where auction_id = $1 and user_id = $2
       returning id`,
      [sale.auctionId, ann.userId],
    );
    const registrationId = rows[0]?.id ?? 0;
    await pool.query('insert into exposure values ($1, 11000)', [registrationId]);
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from exposure where registration_id = $1 for update', [
      registrationId,
    ]);
    for (const { lotId } of [held, free]) {
      await room.moveBack(lotId, { closesAtMs: Date.now() - 30_000 });
    }
    room.startClock();
    await room.phaseIs(free.lotId, 'sold');
    expect((await readLotState(pool, held.lotId)).phase).toBe('open');
    await holder.query('commit');
    holder.release();
    await room.phaseIs(held.lotId, 'sold');
  });

  test('[CLS6] a sale that cannot follow its lots keeps no other sale back', async () => {
    const stuck = await makeTestSale(pool);
    const other = await makeTestSale(pool);
    await makeTestLot(pool, stuck);
    await makeTestLot(pool, other);
    await pool.query(`
      create function refuse_sale() returns trigger language plpgsql as $$
      begin raise exception 'not this one'; end $$;
      create trigger refuse_sale before update on auction for each row
        when (new.id = ${stuck.auctionId} and new.state = 'live') execute function refuse_sale()`);
    const failed: unknown[] = [];
    room.startClock(recordingNotifier(), { onError: (_error, about) => failed.push(about) });
    await room.saleIs(other.auctionId, 'live');
    expect(failed).toContainEqual({ auctionId: stuck.auctionId });
    await pool.query('drop trigger refuse_sale on auction');
    await room.saleIs(stuck.auctionId, 'live');
  });
});

describe('twins', () => {
  test('[CLS5] two clocks close 450 lots that are due at once, each exactly once', async () => {
    const sale = await makeTestSale(pool, { bidders: 1 });
    const { lotId } = await makeTestLot(pool, sale);
    const [ann] = sale.bidders;
    invariant(ann, 'a bidder');
    await testLanes({ pool }).submit(lotId, testBid(ann, 11_000));
    // Copies of an open lot without a bid, all due.
    const { lotId: patternId } = await makeTestLot(pool, sale);
    const opener = room.startClock();
    await room.phaseIs(patternId, 'open');
    await opener.stop();
    await pool.query(
      `insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, version, entry,
                        opens_at, closes_at, due_at, state, body)
       select 100000 + n, auction_id, 1000 + n, channel, phase, ladder_id, version, 0, opens_at,
              now() - interval '1 minute', now() - interval '59 seconds',
              state || jsonb_build_object('lotId', 100000 + n, 'lotNumber', 1000 + n, 'entry', 0,
                'closesAtMs', floor(extract(epoch from now()) * 1000)::bigint - 60000), body
         from lot, generate_series(1, 450) n where id = $1`,
      [patternId],
    );
    const notifier = recordingNotifier();
    const twins = [room.startClock(notifier), room.startClock(notifier)];
    await until(async () => {
      const { rows } = await pool.query(
        `select count(*)::int as n from lot where id > 100000 and phase = 'passed'`,
      );
      return rows[0].n === 450;
    });
    await Promise.all(twins.map((clock) => clock.stop()));
    const { rows } = await pool.query(
      `select count(*)::int as entries, count(distinct lot_id)::int as lots from ledger
        where lot_id > 100000`,
    );
    expect(rows).toEqual([{ entries: 450, lots: 450 }]);
    const told = notifier.told.filter((one) => Number(one.key.slice(4)) > 100_000);
    expect(told).toHaveLength(450);
    expect(new Set(told.map((one) => one.key)).size).toBe(450);
    expect(twins.map((clock) => clock.stats().errors)).toEqual([0, 0]);
    // Lots of the tests before may have come due meanwhile; the ledger has told that none closed twice.
    const closed = twins.reduce((sum, clock) => sum + clock.stats().lots, 0);
    expect(closed).toBeGreaterThanOrEqual(450);
  });

  test('[CLS5] a due lot that somebody holds is skipped, the others are not', async () => {
    const sale = await makeTestSale(pool);
    const held = await makeTestLot(pool, sale);
    const free = await makeTestLot(pool, sale);
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from lot where id = $1 for update', [held.lotId]);
    room.startClock();
    await room.phaseIs(free.lotId, 'open');
    expect((await readLotState(pool, held.lotId)).phase).toBe('scheduled');
    await holder.query('commit');
    holder.release();
    await room.phaseIs(held.lotId, 'open');
  });
});
