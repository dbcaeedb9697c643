import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../../server/stack/postgres';
import { waitUntil } from '../../../server/stack/wait';
import { startMigratedPostgres } from '../../../server/testing/migrated-postgres';
import { mustCome } from '../../../server/testing/must-come';
import type { TestPostgres } from '../../../server/testing/test-postgres';
import { changesAnswer, fetchAnswer, headsAnswer } from '../../api/node-wire';
import { makeSale, raiseLot } from './testing/sale';
import { startTestMaster, type TestMaster } from './testing/test-master';

// Servers of its own: this suite pauses the replica's replay, and stops the replica.
let postgres: TestPostgres;
let master: TestMaster;
let lotId: number;
let auctionId: number;

const admin = (sql: string) => query(postgres.replicaAdminUrl ?? '', sql);
const replicaHasAll = () =>
  mustCome(
    'a replica that has all',
    async () => {
      const [head] = await query<{ lsn: string }>(
        postgres.primaryAdminUrl,
        'select pg_current_wal_flush_lsn()::text as lsn',
      );
      const [row] = await query<{ done: boolean }>(
        postgres.replicaAdminUrl ?? '',
        'select pg_last_wal_replay_lsn() >= $1::pg_lsn as done',
        [head?.lsn],
      );
      return row?.done ?? false;
    },
    { deadlineMs: 20_000 },
  );

beforeAll(async () => {
  postgres = await startMigratedPostgres({ replica: true });
  const { primaryUrl } = postgres;
  await query(primaryUrl, `update setting set body = '{"antiEntropyMs": 1000}'`);
  await replicaHasAll();
  master = await startTestMaster({ primaryUrl, replicaUrl: postgres.replicaUrl ?? '' });
  const sale = await makeSale(master.primary, { lots: 3 });
  lotId = sale.lotIds[0] ?? 0;
  auctionId = sale.auctionId;
});
afterAll(async () => {
  await master?.stop();
  await postgres?.stop();
});

const fetchLot = async (id: number, minVersion: number) => {
  const wants = [{ key: `lot:${id}`, minVersion }];
  const { body } = await master.call('fetch', { epoch: 1, wants });
  return fetchAnswer.parse(body);
};
const changesFrom = async (token: string | null) => {
  const { body } = await master.call('changes', { epoch: 1, token });
  return changesAnswer.parse(body);
};

describe('a replica that stands still', () => {
  test('[FET1][FET2] the primary answers a demand that the paused replica cannot meet; what it can, it still does', async () => {
    await replicaHasAll();
    await admin('select pg_wal_replay_pause()');
    const version = await raiseLot(master.primary, lotId);
    const demanded = await fetchLot(lotId, version);
    expect(demanded.source).toEqual({ replica: 0, primary: 1 });
    expect(demanded.records[0]).toMatchObject({ version, body: { version } });
    const undemanding = await fetchLot(lotId, version - 1);
    expect(undemanding.source).toEqual({ replica: 1, primary: 0 });
    expect(undemanding.records[0]?.version).toBe(version - 1);
  });

  test('[ANT2] a comparison shows what was committed before it was asked for, however little the replica is behind', async () => {
    await admin('select pg_wal_replay_resume()');
    await replicaHasAll();
    await admin('select pg_wal_replay_pause()');
    for (const name of [`lot:${lotId}`, `auction:${auctionId}/0`]) {
      const version = await raiseLot(master.primary, lotId);
      const { body } = await master.call('heads', { epoch: 1, channels: [{ name, digest: null }] });
      const heads = headsAnswer.parse(body).channels.flatMap((one) => one.heads ?? []);
      expect(heads).toContainEqual({ key: `lot:${lotId}`, version, gone: false });
    }
  });

  test('[FET5] a lot the paused replica does not have yet is behind, not unknown', async () => {
    const { lotIds } = await makeSale(master.primary, { lots: 1 });
    const answer = await fetchLot(lotIds[0] ?? 0, 0);
    expect(answer.unknown).toEqual([]);
    expect(answer.source).toEqual({ replica: 0, primary: 1 });
  });

  test('[ANT1] behind by more than half an interval the primary answers, and the token joins up when the replica is back', async () => {
    const stuck = await waitUntil(
      async () => {
        const answer = await changesFrom(null);
        return answer.source === 'primary' ? answer : null;
      },
      { deadlineMs: 10_000 },
    );
    const version = await raiseLot(master.primary, lotId);
    const fromPrimary = await changesFrom(stuck?.token ?? null);
    expect(fromPrimary.source).toBe('primary');
    expect(fromPrimary.changes).toContainEqual(
      expect.objectContaining({ key: `lot:${lotId}`, version }),
    );
    const next = await raiseLot(master.primary, lotId);
    await admin('select pg_wal_replay_resume()');
    await replicaHasAll();
    const fromReplica = await waitUntil(
      async () => {
        const answer = await changesFrom(fromPrimary.token);
        return answer.source === 'replica' ? answer : null;
      },
      { deadlineMs: 10_000 },
    );
    expect(fromReplica?.changes).toContainEqual(
      expect.objectContaining({ key: `lot:${lotId}`, version: next }),
    );
  });

  test('[FET1] a replica that is gone costs nothing but its share', async () => {
    await postgres.replica()?.stop();
    const answer = await fetchLot(lotId, 1);
    expect(answer.source).toEqual({ replica: 0, primary: 1 });
    expect((await changesFrom(null)).source).toBe('primary');
  });
});
