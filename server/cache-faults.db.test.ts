import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectMemcached, type Memcached } from '../lib/cache/memcached';
import { createRecordCache } from '../lib/cache/record-cache';
import { encodeStored, storedKey } from '../lib/cache/stored-record';
import { systemClock, systemTimers } from '../lib/config/system';
import { makeSale, raiseLot, type Sale } from '../lib/master/sync-endpoints/testing/sale';
import type { TestMaster } from '../lib/master/sync-endpoints/testing/test-master';
import type { SyncNode } from '../lib/node/node';
import type { TestPage } from '../lib/terminal/testing/pages';
import { query } from './stack/postgres';
import { waitUntil } from './stack/wait';
import { freeze } from './testing/freeze';
import { mustCome } from './testing/must-come';
import { type SyncHouse, startSyncHouse, wentBack } from './testing/sync-house';
import { createTestDatabase, type TestDatabase } from './testing/test-database';
import { startTestMemcached } from './testing/test-memcached';

// Real masters' sync, a real terminal and a real Memcached in every kind of trouble. Would catch: a
// page that waits for a frozen Memcached, one that is given what Memcached holds wrongly, and a
// terminal that never uses Memcached again.

let database: TestDatabase;
let server: Awaited<ReturnType<typeof startTestMemcached>>;
let house: SyncHouse;
let master: TestMaster;
let sale: Sale;
let page: TestPage;
let raw: Memcached;

beforeAll(async () => {
  [database, server] = await Promise.all([createTestDatabase(), startTestMemcached()]);
  const settings = `update setting set body = '{"antiEntropyMs": 60000, "beatMs": 250}'`;
  await query(database.primaryUrl, settings);
  await database.replicaCaughtUp();
  house = await startSyncHouse({ urls: database, memcached: server.address });
  const [first] = house.masters;
  if (!first) throw new Error('no master');
  master = first;
  sale = await makeSale(master.primary, { lots: 8 });
  await database.replicaCaughtUp();
  page = await house.provenPage(`auction:${sale.auctionId}`);
  raw = connectMemcached({
    address: server.address,
    clock: systemClock,
    timers: systemTimers,
    deadlineMs: 2_000,
  });
});
afterAll(async () => {
  raw?.close();
  server?.child.process.kill('SIGCONT');
  await house?.stop();
  await server?.stop();
  await database?.drop();
});
beforeEach(() => server.child.process.kill('SIGCONT'));

const node = () => house.terminals[0]?.node as SyncNode;
const lotAt = (at: number) => sale.lotIds[at] ?? 0;
const channel = () => `auction:${sale.auctionId}/0`;
const hits = () => house.cache?.stats().hits ?? 0;
const misses = () => house.cache?.stats().misses ?? 0;

/** Raises a lot and tells it, as a lane does; the n-th master tells. */
async function change(lotId: number, nth = 0): Promise<number> {
  const version = await raiseLot(master.primary, lotId);
  tell(lotId, version, nth);
  return version;
}

function tell(lotId: number, version: number, nth = 0) {
  const record = { key: `lot:${lotId}`, version, channel: channel(), gone: false } as const;
  house.masters[nth]?.notifier.changed([record]);
}

const shown = (lotId: number, version: number) =>
  page.next('lots', ({ lots }) => lots.some((lot) => lot.id === lotId && lot.version === version));

/** As an agent would: what the primary has now. */
async function fill(lotId: number): Promise<void> {
  const record = await stored(lotId);
  await mustCome('a cache that takes it', () => createRecordCache(raw).write(record), {
    deadlineMs: 10_000,
  });
}

async function stored(lotId: number) {
  const [row] = await query<{ version: number; body: unknown }>(
    database.primaryUrl,
    'select version, body from lot where id = $1',
    [lotId],
  );
  const record = { key: `lot:${lotId}`, channel: channel(), gone: false, version: 0, ...row };
  const installation = node().installation() ?? '';
  return { installation, epoch: 1, storedAtMs: Date.now(), record: { body: null, ...record } };
}

/** What the primary has, but for a price that nobody bid. */
async function forged(at: number, more: { key?: string } = {}) {
  const { record, ...rest } = await stored(lotAt(at));
  const body = { ...(record.body as object), priceMinor: 77_700 };
  return { ...rest, record: { ...record, ...more, body } };
}

describe('Memcached in trouble, seen from a page', () => {
  test('[FET4] it is asked first, and answers what it has at the version demanded', async () => {
    await usedAgain();
  });

  test('[FET4] frozen under load, every change is shown all the same, by replica or primary; thawed, it is used again', async () => {
    await freeze(server.child.identity.pid);
    const missesBefore = misses();
    const hitsBefore = hits();
    for (let round = 0; round < 12; round += 1) {
      const told = await Promise.all([0, 1, 2, 3].map((at) => change(lotAt(at), round % 2)));
      await Promise.all(told.map((version, at) => shown(lotAt(at), version)));
    }
    expect(misses()).toBeGreaterThan(missesBefore);
    expect(hits()).toBe(hitsBefore);
    server.child.process.kill('SIGCONT');
    await usedAgain();
  });

  test('[FET4] killed and restarted empty, nothing is missed and it is used again', async () => {
    server.child.process.kill('SIGKILL');
    await server.child.exited;
    for (let round = 0; round < 5; round += 1) await shown(lotAt(1), await change(lotAt(1)));
    server = await startTestMemcached(Number(server.address.split(':')[1]));
    await usedAgain();
  });

  test('[FET4] flushed, what it held is fetched where it is', async () => {
    await fill(lotAt(2));
    await flush();
    await shown(lotAt(2), await change(lotAt(2)));
  });

  test.each<[string, (at: number) => Promise<string>]>([
    // Each at the version demanded and with a price that nobody bid: used, it would be seen.
    [
      'another lot’s',
      async (at) => encodeStored(await forged(at, { key: `lot:${lotAt(at + 1)}` })),
    ],
    ['cut off', async (at) => encodeStored(await forged(at)).slice(0, -9)],
    ['altered', async (at) => encodeStored(await stored(lotAt(at))).replace('GBP', 'EUR')],
    ['no record at all', async () => 'x'.repeat(500)],
    ['of another epoch', async (at) => encodeStored({ ...(await forged(at)), epoch: 2 })],
    [
      'of another house',
      async (at) => encodeStored({ ...(await forged(at)), installation: 'another-house' }),
    ],
  ])('[FET2] bytes that are %s are never shown, and what was demanded is', async (_name, bytes) => {
    const at = 4;
    const version = await raiseLot(master.primary, lotAt(at));
    const key = storedKey(await stored(lotAt(at)), `lot:${lotAt(at)}`);
    await usedAgain();
    const text = await bytes(at);
    const isSet = () => raw.set(key, text, 60).then(({ ok }) => ok);
    await mustCome('poison in the cache', isSet, { deadlineMs: 10_000 });
    const corrupt = house.cache?.stats().corrupt ?? 0;
    tell(lotAt(at), version);
    const { lots } = await shown(lotAt(at), version);
    const [truth] = await query<{ body: unknown }>(
      database.primaryUrl,
      'select body from lot where id = $1',
      [lotAt(at)],
    );
    expect(lots.find(({ id }) => id === lotAt(at))).toEqual(truth?.body);
    expect(house.cache?.stats().corrupt).toBe(corrupt + 1);
  });

  test('[FET2][G4] an older version that lies there is neither shown nor pushed', async () => {
    const old = encodeStored(await stored(lotAt(5)));
    const key = storedKey(await stored(lotAt(5)), `lot:${lotAt(5)}`);
    const isSet = () => raw.set(key, old, 60).then(({ ok }) => ok);
    for (let round = 0; round < 5; round += 1) {
      await mustCome('an older version in the cache', isSet, { deadlineMs: 10_000 });
      // It is asked, and what it answers is not used.
      await usedAgain();
      const [hitsBefore, missesBefore] = [hits(), misses()];
      await shown(lotAt(5), await change(lotAt(5)));
      expect(hits()).toBe(hitsBefore);
      expect(misses()).toBeGreaterThan(missesBefore);
    }
    expect(wentBack(page)).toBe(false);
  });
});

/** Changes that Memcached holds already when they are told, until the terminal has one from there. */
async function usedAgain(): Promise<void> {
  const before = hits();
  const isUsed = await waitUntil(
    async () => {
      const version = await raiseLot(master.primary, lotAt(7));
      await fill(lotAt(7));
      tell(lotAt(7), version);
      await shown(lotAt(7), version);
      return hits() > before;
    },
    { deadlineMs: 30_000 },
  );
  expect(isUsed).toBe(true);
}

function flush(): Promise<void> {
  const [host, port] = server.address.split(':');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host, () => socket.write('flush_all\r\n'));
    socket.on('error', reject);
    socket.on('data', () => {
      socket.destroy();
      resolve();
    });
  });
}
