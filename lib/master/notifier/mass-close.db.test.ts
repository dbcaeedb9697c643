import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustCome } from '../../../server/testing/must-come';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { type Notice, notice } from '../../api/node-wire';
import { systemTimers } from '../../config/system';
import { type ClosingClock, createClosingClock } from '../closing-clock';
import { startTestMaster, type TestMaster, tokenOf } from '../sync-endpoints/testing/test-master';
import { makeTestLot, makeTestSale, readLotState, testSalt } from '../testing/test-sale';

// 5,000 lots that close at once, through the real closing clock and notifier on a real PostgreSQL, to
// a node that answers nothing meanwhile. Would catch: a sale's end that makes every terminal compare
// all it holds, a lot that nobody was told of, and one message a lot.

const LOTS = 5_000;
let database: TestDatabase;
let master: TestMaster;
let clock: ClosingClock;
let node: FastifyInstance;
let nodeUrl: string;
const heard: Notice[] = [];
let isHanging = false;
let released: () => void = () => {};
let untilReleased = Promise.resolve();

beforeAll(async () => {
  database = await createTestDatabase();
  master = await startTestMaster(database, 'master-1');
  node = Fastify();
  node.post('/internal/notify', { bodyLimit: 4_000_000 }, async (request) => {
    if (isHanging) await untilReleased;
    const body = notice.parse(request.body);
    heard.push(body);
    return {
      ...{ master: body.master, masterIncarnation: body.incarnation, nodeIncarnation: body.to },
      seqs: body.entries.map((entry) => entry.seq),
    };
  });
  nodeUrl = await node.listen({ host: '127.0.0.1', port: 0 });
  const { primary, notifier } = master;
  clock = createClosingClock({ pool: primary, notifier, timers: systemTimers, salt: testSalt });
});
afterAll(async () => {
  await clock?.stop();
  released();
  await master?.stop();
  await node?.close();
  await database?.drop();
});

const life = { name: 'terminal-1', incarnation: 'terminal-life-1', kind: 'terminal' } as const;
const beat = () =>
  master.call(
    'register',
    { ...life, protocol: 1, url: nodeUrl, publicUrl: null, gauges: {} },
    tokenOf('terminal-1'),
  );
const until = (isSo: () => Promise<boolean>) =>
  mustCome(
    'what the beats bring',
    async () => {
      await beat();
      return isSo();
    },
    { deadlineMs: 150_000, everyMs: 200 },
  );
const inPhase = async (phase: string) => {
  const { rows } = await master.primary.query<{ n: number }>(
    'select count(*)::int as n from lot where phase = $1',
    [phase],
  );
  return rows[0]?.n ?? 0;
};

/** Copies of an open lot, all of them past their close. */
async function makeOpenLots(): Promise<void> {
  const sale = await makeTestSale(master.primary);
  const { lotId } = await makeTestLot(master.primary, sale);
  clock.start();
  await until(async () => (await readLotState(master.primary, lotId)).phase === 'open');
  await clock.stop();
  await master.primary.query(
    `insert into lot (id, auction_id, lot_number, channel, phase, ladder_id, version, opens_at,
                      closes_at, due_at, state, body)
     select id, auction_id, 1 + n, n / 256, phase, ladder_id, version, opens_at,
            now() - interval '5 seconds', now() - interval '4 seconds',
            state || jsonb_build_object('lotId', id, 'lotNumber', 1 + n, 'channel', n / 256,
              'entry', 0, 'closesAtMs', floor(extract(epoch from now()) * 1000)::bigint - 5000),
            body
       from (select nextval('lot_id_seq')::int as id, n from generate_series(1, $2::int) n) as ids,
            (select auction_id, phase, ladder_id, version, opens_at, state, body
               from lot where id = $1) as opened`,
    [lotId, LOTS],
  );
}

describe('a mass close', () => {
  test('[NTF5][NTF4] 5,000 lots closed while a node hangs reach it as 5,000 changes in ten messages or some more, never as a resync', async () => {
    await makeOpenLots();
    await until(async () => master.notifier.stats()[0]?.waiting === 0);
    heard.length = 0;
    isHanging = true;
    untilReleased = new Promise((resolve) => {
      released = resolve;
    });
    clock.start();
    expect(await until(async () => (await inPhase('passed')) === LOTS)).toBe(true);
    expect(master.notifier.stats()[0]?.waiting).toBeGreaterThanOrEqual(LOTS);
    isHanging = false;
    released();
    expect(await until(async () => master.notifier.stats()[0]?.waiting === 0)).toBe(true);
    const entries = heard.flatMap((one) => one.entries);
    expect(entries.filter(({ op }) => op === 'resync')).toEqual([]);
    const told = new Map(entries.map(({ key, version }) => [key, version]));
    const { rows } = await master.primary.query<{ id: number; version: number }>(
      `select id, version from lot where phase = 'passed'`,
    );
    expect(rows).toHaveLength(LOTS);
    expect(rows.filter(({ id, version }) => told.get(`lot:${id}`) !== version)).toEqual([]);
    // batchMax is 500; what hung was sent again, with what came meanwhile.
    expect(heard.length).toBeGreaterThanOrEqual(LOTS / 500);
    expect(heard.length).toBeLessThan(60);
  }, 240_000);
});
