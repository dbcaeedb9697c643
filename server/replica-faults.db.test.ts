import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addLot, makeSale, raiseLot, type Sale } from '../lib/master/sync-endpoints/testing/sale';
import type { TestMaster } from '../lib/master/sync-endpoints/testing/test-master';
import type { SyncNode } from '../lib/node/node';
import type { TestPage } from '../lib/terminal/testing/pages';
import { query } from './stack/postgres';
import { waitUntil } from './stack/wait';
import { startMigratedPostgres } from './testing/migrated-postgres';
import { mustCome } from './testing/must-come';
import { type SyncHouse, startSyncHouse, wentBack } from './testing/sync-house';
import type { TestPostgres } from './testing/test-postgres';

// Real masters' sync and a real terminal on a replica that is ten seconds behind, frozen, killed and
// promoted behind everybody's back. Would catch: a page that waits for the replica, "unknown" said by
// it, a round answered by one that lacks what changed, and one that nobody follows any more believed.

const INTERVAL_MS = 1_000;
let postgres: TestPostgres;
let house: SyncHouse;
let master: TestMaster;
let sale: Sale;
let page: TestPage;

const replica = <T extends object>(sql: string, values: unknown[] = []) =>
  query<T>(postgres.replicaAdminUrl ?? '', sql, values);
const onReplica = <T extends object>(sql: string, values: unknown[] = []) =>
  query<T>(postgres.replicaUrl ?? '', sql, values);
async function delayReplica(delay: string) {
  await replica(`alter system set recovery_min_apply_delay = '${delay}'`);
  await replica('select pg_reload_conf()');
}
const caughtUp = () =>
  mustCome(
    'a replica that has all',
    async () => {
      const [head] = await query<{ lsn: string }>(
        postgres.primaryAdminUrl,
        'select pg_current_wal_flush_lsn()::text as lsn',
      );
      const [row] = await replica<{ done: boolean }>(
        'select pg_last_wal_replay_lsn() >= $1::pg_lsn as done',
        [head?.lsn],
      );
      return row?.done ?? false;
    },
    { deadlineMs: 60_000 },
  );

beforeAll(async () => {
  postgres = await startMigratedPostgres({ replica: true });
  const { primaryUrl, replicaUrl } = postgres;
  const settings = `{"antiEntropyMs": ${INTERVAL_MS}, "beatMs": 250}`;
  await query(primaryUrl, 'update setting set body = $1', [settings]);
  await caughtUp();
  const urls = { primaryUrl, replicaUrl: replicaUrl ?? '' };
  house = await startSyncHouse({ urls, replicaDeadlineMs: 1_000 });
  const [first] = house.masters;
  if (!first) throw new Error('no master');
  master = first;
  sale = await makeSale(master.primary, { lots: 4 });
  await caughtUp();
  page = await house.provenPage(`auction:${sale.auctionId}`);
});
afterAll(async () => {
  postgres?.replica()?.process.kill('SIGCONT');
  await house?.stop();
  await postgres?.stop();
});

const node = () => house.terminals[0]?.node as SyncNode;
const lotAt = (at: number) => sale.lotIds[at] ?? 0;
const shown = (lotId: number, version: number) =>
  page.next('lots', ({ lots }) => lots.some((lot) => lot.id === lotId && lot.version === version));
const replicaVersion = async (lotId: number) =>
  (await onReplica<{ version: number }>('select version from lot where id = $1', [lotId]))[0]
    ?.version;
const changedOf = (lotId: number, version: number) =>
  ({ key: `lot:${lotId}`, version, channel: `auction:${sale.auctionId}/0`, gone: false }) as const;

describe('a replica that is ten seconds behind', () => {
  test('[FET1] healthy, it is the replica that answers', async () => {
    const before = (await fetched()).replica;
    const version = await raiseLot(master.primary, lotAt(0));
    await caughtUp();
    master.notifier.changed([changedOf(lotAt(0), version)]);
    await shown(lotAt(0), version);
    expect((await fetched()).replica).toBeGreaterThan(before);
  });

  test('[FET1][FET5] a lot made and told before the replica has it is on the page while the replica still lacks it', async () => {
    await delayReplica('10s');
    const [setting] = await replica(`select current_setting('recovery_min_apply_delay') as delay`);
    expect(setting).toEqual({ delay: '10s' });
    const lotId = await addLot(master.primary, sale);
    const demand = { epoch: 1, wants: [{ key: `lot:${lotId}`, minVersion: 0 }] };
    const { body } = await master.call('fetch', demand);
    expect(body).toMatchObject({ unknown: [], source: { replica: 0, primary: 1 } });
    master.notifier.changed([changedOf(lotId, 1)]);
    await shown(lotId, 1);
    // Not through the replica: it does not know of the lot yet.
    expect(await onReplica('select 1 from lot where id = $1', [lotId])).toEqual([]);
  });

  test('[ANT2][PSH7] where replica, terminal and page all lack the same lots, no equal digest of theirs makes a page proven', async () => {
    // However slow this machine is, the replica has none of it before the end.
    await replica('select pg_wal_replay_pause()');
    const fresh = await makeSale(master.primary, { lots: 2 });
    const channel = `auction:${fresh.auctionId}`;
    /** What a page that opens now holds when it is first called proven. */
    const atFirstProof = async () => {
      const opened = await house.provenPage(channel);
      const proof = opened.frames.findIndex(
        (frame) => frame.t === 'beat' && channel in frame.channels,
      );
      const before = opened.frames.slice(0, proof);
      return new Map(
        before.flatMap((frame) =>
          frame.t === 'lots' ? frame.lots.map(({ id, version }) => [id, version] as const) : [],
        ),
      );
    };
    const first = await atFirstProof();
    expect([...first.keys()].sort()).toEqual([...fresh.lotIds].sort());
    // Nobody tells of these: only the comparison for the page that comes can know.
    const made = await addLot(master.primary, fresh);
    const [raised = 0] = fresh.lotIds;
    const version = await raiseLot(master.primary, raised);
    const second = await atFirstProof();
    expect(second.get(made)).toBe(1);
    expect(second.get(raised)).toBe(version);
    const sql = 'select 1 from lot where auction_id = $1';
    expect(await onReplica(sql, [fresh.auctionId])).toEqual([]);
    await replica('select pg_wal_replay_resume()');
  });

  test('[FET5] what the primary did not know is asked for again when it is told of', async () => {
    const { rows } = await master.primary.query<{ id: number }>(
      `select nextval('lot_id_seq')::int as id`,
    );
    const lotId = rows[0]?.id ?? 0;
    const demand = { epoch: 1, wants: [{ key: `lot:${lotId}`, minVersion: 0 }] };
    expect((await master.call('fetch', demand)).body).toMatchObject({
      unknown: [`lot:${lotId}`],
      source: { replica: 0, primary: 1 },
    });
    // Told of too early: the terminal hears "unknown".
    master.notifier.changed([changedOf(lotId, 1)]);
    await mustCome('an end to fetching', async () => node().fetching() === 0, {
      deadlineMs: 20_000,
    });
    await addLot(master.primary, sale, lotId);
    master.notifier.changed([changedOf(lotId, 1)]);
    await shown(lotId, 1);
  });

  test('[ANT1] a change that nobody told of is found by the next round, in the primary', async () => {
    const before = node().counters.mended;
    const version = await raiseLot(master.primary, lotAt(1));
    await shown(lotAt(1), version);
    expect(await replicaVersion(lotAt(1))).not.toBe(version);
    expect(node().counters.mended).toBeGreaterThan(before);
  });
});

describe('a replica that does not answer', () => {
  test('[ANT1][FET1] frozen: rounds find what changed, and it is fetched', async () => {
    await delayReplica('0');
    await caughtUp();
    postgres.replica()?.process.kill('SIGSTOP');
    const version = await raiseLot(master.primary, lotAt(2));
    await shown(lotAt(2), version);
    postgres.replica()?.process.kill('SIGCONT');
    await caughtUp();
  });

  test('[ANT1][FET1] killed, and back again', async () => {
    await postgres.killReplica();
    const version = await raiseLot(master.primary, lotAt(2));
    await shown(lotAt(2), version);
    await postgres.restartReplica();
    await caughtUp();
    const before = (await fetched()).replica;
    const answered = await waitUntil(
      async () => {
        const next = await raiseLot(master.primary, lotAt(3));
        await caughtUp();
        master.notifier.changed([changedOf(lotAt(3), next)]);
        await shown(lotAt(3), next);
        return (await fetched()).replica > before;
      },
      { deadlineMs: 30_000 },
    );
    expect(answered).toBe(true);
  }, 180_000);

  test('[ANT1][FET2] promoted behind everybody’s back, it is not believed, whatever it holds', async () => {
    await replica('select pg_promote()');
    // What it says of itself, in the same epoch, nobody ever committed in the primary.
    await onReplica(`update lot set version = 900, body = body || '{"version": 900}'`);
    await onReplica(
      `update change set version = 900, xid = pg_current_xact_id()::text::bigint where key like 'lot:%'`,
    );
    const version = await raiseLot(master.primary, lotAt(2));
    await shown(lotAt(2), version);
    const told = await raiseLot(master.primary, lotAt(3));
    master.notifier.changed([changedOf(lotAt(3), told)]);
    await shown(lotAt(3), told);
    const rounds = node().counters.antiEntropyRounds;
    await mustCome('three rounds', async () => node().counters.antiEntropyRounds > rounds + 2, {
      deadlineMs: 20_000,
    });
    expect([...page.lots().values()].some((lot) => lot.version === 900)).toBe(false);
    expect(wentBack(page)).toBe(false);
  });
});

/** Records fetched at both masters, by what answered. */
async function fetched(): Promise<{ replica: number; primary: number }> {
  const all = await Promise.all(house.masters.map((each) => each.fetched()));
  return {
    replica: all.reduce((sum, each) => sum + each.replica, 0),
    primary: all.reduce((sum, each) => sum + each.primary, 0),
  };
}
