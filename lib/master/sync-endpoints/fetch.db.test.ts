import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { fetchAnswer } from '../../api/node-wire';
import { makeSale, type Sale } from './testing/sale';
import { startTestMaster, type TestMaster } from './testing/test-master';

let database: TestDatabase;
let master: TestMaster;
let sale: Sale;

beforeAll(async () => {
  database = await createTestDatabase();
  master = await startTestMaster(database);
  sale = await makeSale(master.primary, { lots: 10, perChannel: 4 });
});
afterAll(async () => {
  await master?.stop();
  await database?.drop();
});
beforeEach(() => database.replicaCaughtUp());

const lotId = (at: number) => sale.lotIds[at] ?? 0;
const lotKey = (at: number) => `lot:${lotId(at)}`;

describe('fetch', () => {
  test('[FET1] the replica answers what it has', async () => {
    const before = await master.fetched();
    const wants = [0, 1, 2].map((at) => ({ key: lotKey(at), minVersion: 1 }));
    const { body } = await master.call('fetch', { epoch: 1, wants });
    const answer = fetchAnswer.parse(body);
    expect(answer.source).toEqual({ replica: 3, primary: 0 });
    expect(answer.records.map((record) => record.key).sort()).toEqual(
      wants.map((want) => want.key).sort(),
    );
    expect(answer.records[0]?.body).toMatchObject({ version: 1, askMinor: 1_000 });
    const after = await master.fetched();
    expect(after).toEqual({ replica: before.replica + 3, primary: before.primary });
  });

  test('[FET5] a row that is nowhere is unknown, and only the primary says so', async () => {
    const { body } = await master.call('fetch', {
      epoch: 1,
      wants: [{ key: 'lot:999999', minVersion: 0 }],
    });
    expect(body).toMatchObject({
      records: [],
      unknown: ['lot:999999'],
      source: { replica: 0, primary: 1 },
    });
  });

  test('[FET5] gone is a versioned tombstone without a body', async () => {
    await master.primary.query(
      `insert into change (key, version, channel, gone, xid)
       values ('lot:800', 3, 'auction:7/0', true, pg_current_xact_id()::text::bigint)`,
    );
    const { body } = await master.call('fetch', {
      epoch: 1,
      wants: [{ key: 'lot:800', minVersion: 3 }],
    });
    expect(fetchAnswer.parse(body).records).toEqual([
      { key: 'lot:800', version: 3, channel: 'auction:7/0', gone: true, body: null },
    ]);
  });

  test('[FET1][ANT3] auctions come with their body, items only with their version, settings whole', async () => {
    const wants = [`auction:${sale.auctionId}`, `item:${lotId(0)}`, 'config'].map((key) => ({
      key,
      minVersion: 1,
    }));
    const { body } = await master.call('fetch', { epoch: 1, wants });
    const records = new Map(fetchAnswer.parse(body).records.map((one) => [one.key, one]));
    expect(records.get(`auction:${sale.auctionId}`)?.body).toMatchObject({ version: 1 });
    expect(records.get(`item:${lotId(0)}`)?.body).toBeNull();
    expect(records.get('config')?.body).toMatchObject({ antiEntropyMs: 5_000, batchMax: 500 });
  });

  test('[AUT1] nothing private travels', async () => {
    const wants = sale.lotIds.map((id) => ({ key: `lot:${id}`, minVersion: 0 }));
    const { body } = await master.call('fetch', { epoch: 1, wants });
    expect(JSON.stringify(body)).not.toContain('secretMaxMinor');
    expect(fetchAnswer.parse(body).records).toHaveLength(10);
  });

  test.each([
    ['fetch', { wants: [{ key: 'lot:1', minVersion: 1 }] }],
    ['changes', { token: null }],
    ['heads', { channels: [{ name: 'auction:7', digest: null }] }],
  ] as const)(
    '[EPO1] /internal/%s of another epoch is answered with 409 and the epoch there is',
    async (path, body) => {
      const answer = await master.call(path, { epoch: 2, ...body });
      expect(answer).toMatchObject({ status: 409, body: { epoch: 1 } });
    },
  );

  test('[FET1] more than 64 keys, none, or what is no key is refused', async () => {
    const many = Array.from({ length: 65 }, (_, at) => ({ key: `lot:${at + 1}`, minVersion: 0 }));
    for (const wants of [many, [], [{ key: "lot:1' or 1=1", minVersion: 0 }]]) {
      expect((await master.call('fetch', { epoch: 1, wants })).status).toBe(400);
    }
  });
});
