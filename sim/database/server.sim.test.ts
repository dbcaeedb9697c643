import { describe, expect, it } from 'vitest';
import { firstRows } from '../house';
import { planOf } from '../plan';
import { Network } from '../world/network';
import { Scheduler } from '../world/scheduler';
import { Cluster } from './cluster';
import type { ModelPool } from './pool';

/** A house's databases without a house, and a client. */
function aCluster(durability: 'local' | 'strict' = 'local') {
  const scheduler = new Scheduler();
  const network = new Network(scheduler, 1);
  const watcher = { durable: () => {}, visible: () => {} };
  const cluster = new Cluster(network, durability, watcher, firstRows(planOf(1)));
  const life = scheduler.born('client');
  const pool = cluster.pool(life, 'primary');
  const replica = cluster.pool(life, 'replica');
  /** Runs the world until this has settled. */
  async function settled<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    promise.then(end, end);
    while (!isDone) await scheduler.step(scheduler.nowMs + 60_000);
    return promise;
  }
  return { scheduler, network, cluster, pool, replica, settled };
}

const write = (key: string, version: number) => ({
  name: 'change-upsert',
  text: '',
  values: [JSON.stringify([{ key, version, channel: 'auction:1/0', gone: false }])],
});
const changes = (token: string) => ({
  name: 'sync-changes-read',
  text: '',
  values: [token, 1_000],
});
type Changes = { read: { token: string; changes: { key: string; version: number }[] } };
const read = async (pool: ModelPool, token: string) =>
  ((await pool.query(changes(token))).rows[0] as Changes).read;

describe('the modelled database', () => {
  it('[ANT1] assigns ids early and commits late: the newest id seen misses what the xmin does not', async () => {
    const { pool, settled } = aCluster();
    const early = await settled(pool.connect());
    await settled(early.query('begin'));
    await settled(early.query(write('item:41', 2)));
    await settled(pool.query(write('item:42', 2)));
    const first = await settled(read(pool, '0'));
    const naive = String(Number(first.token) + 2);
    await settled(early.query('commit'));
    expect((await settled(read(pool, first.token))).changes.map(({ key }) => key)).toContain(
      'item:41',
    );
    expect((await settled(read(pool, naive))).changes.map(({ key }) => key)).not.toContain(
      'item:41',
    );
  });

  it('[LAN1] lets who waited for a row go on with the row as it is then', async () => {
    const { pool, settled } = aCluster();
    const lock = { name: 'lot-lock', text: '', values: [[41]] };
    const holder = await settled(pool.connect());
    await settled(holder.query('begin'));
    const [lot] = (await settled(holder.query(lock))).rows as { version: number }[];
    const waiter = await settled(pool.connect());
    await settled(waiter.query('begin'));
    const waited = waiter.query(lock);
    const row = await settled(pool.query({ name: 'world-read', text: '', values: ['lot', '41'] }));
    const next = { ...(row.rows[0] as object), version: 9 };
    await settled(holder.query({ name: 'world-write', text: '', values: ['lot', '41', next] }));
    await settled(holder.query('commit'));
    expect(lot?.version).toBe(1);
    expect((await settled(waited)).rows[0]).toMatchObject({ version: 9 });
  });

  it('[LIV1] leaves lots alone that a clerk calls, as the real one does', async () => {
    const { pool, settled } = aCluster();
    const dueIds = async () => {
      const due = await settled(pool.query({ name: 'lot-lock-due', text: '', values: [200, []] }));
      return (due.rows as { id: number }[]).map(({ id }) => id);
    };
    const row = await settled(pool.query({ name: 'world-read', text: '', values: ['lot', '41'] }));
    const lot = row.rows[0] as { body: object };
    const put = (more: object) =>
      settled(
        pool.query({ name: 'world-write', text: '', values: ['lot', '41', { ...lot, ...more }] }),
      );
    const overdue = { phase: 'scheduled', opensAtMs: 0 };
    await put(overdue);
    expect(await dueIds()).toContain(41);
    await put({ ...overdue, body: { ...lot.body, saleroom: { stage: 'pre-sale' } } });
    expect(await dueIds()).not.toContain(41);
    const next = await settled(pool.query({ name: 'lot-due-read', text: '', values: [[]] }));
    // It would be overdue since 1970.
    expect((next.rows[0] as { inMs: number | null }).inMs ?? 0).toBeGreaterThan(-3_600_000);
  });

  it('[LAN2] commits or not when the answer to COMMIT is lost, and nobody is told which', async () => {
    for (const way of ['there', 'back'] as const) {
      const { pool, settled, scheduler, cluster } = aCluster();
      const client = await settled(pool.connect());
      await settled(client.query('begin'));
      await settled(client.query(write('item:41', 7)));
      if (way === 'there') pool.losesNextCommit = true;
      const commit = client.query('commit');
      if (way === 'back') {
        while (cluster.primary.log.every(({ kind }) => kind !== 'commit')) {
          await scheduler.step(scheduler.nowMs + 1);
        }
        pool.breakCommitting();
      }
      await expect(settled(commit)).rejects.toThrow('ECONNRESET');
      await scheduler.step(scheduler.nowMs + 1_000);
      const version = (await settled(read(pool, '100'))).changes[0]?.version;
      expect(version).toBe(way === 'back' ? 7 : undefined);
    }
  });

  it('[G1] loses by a promotion what the replica never received, which in strict nobody was told', async () => {
    for (const durability of ['local', 'strict'] as const) {
      const { pool, settled, network, cluster, scheduler } = aCluster(durability);
      network.harm('db-1', 'db-2', { cut: true });
      const client = await settled(pool.connect());
      const how = durability === 'strict' ? 'remote_write' : 'local';
      await settled(client.query(`begin; set local synchronous_commit = ${how}`));
      await settled(client.query(write('item:41', 5)));
      let isAnswered = false;
      client.query('commit').then(
        () => {
          isAnswered = true;
        },
        () => {},
      );
      while (scheduler.nowMs < 500) await scheduler.step(500);
      expect(isAnswered).toBe(durability === 'local');
      const promotion = cluster.promote([]);
      expect(promotion?.lost).toHaveLength(1);
      network.heal();
      expect(
        (await settled(read(pool, '0'))).changes.find(({ key }) => key === 'item:41')?.version,
      ).toBe(1);
      expect(cluster.primary.read(null, 'epoch', '1')?.epoch).toBe(2);
    }
  });

  it('shows on a replica that is paused what was, and all of it once it goes on', async () => {
    const { pool, replica, settled, cluster, scheduler } = aCluster();
    const standby = cluster.replica;
    if (!standby) throw new Error('a cluster begins with a replica');
    standby.mood = { ...standby.mood, replayPaused: true };
    await settled(pool.query(write('item:41', 3)));
    expect((await settled(read(replica, '100'))).changes).toEqual([]);
    standby.mood = { ...standby.mood, replayPaused: false };
    cluster.nudge();
    while (standby.replayedBytes < cluster.primary.replayedBytes) await scheduler.step(60_000);
    expect((await settled(read(replica, '100'))).changes).toMatchObject([{ version: 3 }]);
  });

  it('names a statement that it does not know', async () => {
    const { pool, settled } = aCluster();
    await expect(settled(pool.query({ name: 'new-statement', text: '' }))).rejects.toThrow(
      'does not know the statement new-statement',
    );
  });
});
