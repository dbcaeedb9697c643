import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { systemClock, systemTimers } from '../config/system';
import { connectMemcached } from './memcached';
import { createRecordCache, type RecordCache } from './record-cache';
import { encodeStored, storedKey } from './stored-record';

// What this would catch: a reader that hands out an older version, another epoch's, another key's or
// damaged bytes, or an entry older than the page may show.

const ports = { clock: systemClock, timers: systemTimers, deadlineMs: 1_000 };
const raw = connectMemcached({ address: inject('memcached'), ...ports });
const NOW_MS = 1_800_000_000_000;
const lot = (version: number, key = 'lot:42') => ({
  key,
  version,
  channel: 'auction:7/0',
  gone: false,
  body: { id: 42, note: 'Vase · 花瓶', version },
});
let installation: string;
let cache: RecordCache;

beforeEach(() => {
  installation = randomUUID();
  cache = createRecordCache(raw);
});
afterAll(() => raw.close());

describe('[FET2] reading records', () => {
  test('[FET2] what was written comes back whole', async () => {
    expect(await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS, record: lot(17) })).toBe(
      true,
    );
    expect(await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 17 })).toEqual(
      lot(17),
    );
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 0, sets: 1 });
  });

  test('[FET2] a version older than demanded is a miss', async () => {
    await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS, record: lot(16) });
    expect(
      await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 17 }),
    ).toBeNull();
    expect(cache.stats()).toMatchObject({ hits: 0, misses: 1, corrupt: 0 });
  });

  test('[FET2] an older set that came late is never taken for the newer one', async () => {
    await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS, record: lot(18) });
    await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS, record: lot(17) });
    expect(
      await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 18 }),
    ).toBeNull();
  });

  test('[EPO1] another epoch’s entry is not seen, even under this epoch’s key', async () => {
    await cache.write({ installation, epoch: 2, storedAtMs: NOW_MS, record: lot(17) });
    expect(
      await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 1 }),
    ).toBeNull();
    const bytes = encodeStored({ installation, epoch: 2, storedAtMs: NOW_MS, record: lot(17) });
    await raw.set(storedKey({ installation, epoch: 3 }, 'lot:42'), bytes, 60);
    expect(
      await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 1 }),
    ).toBeNull();
    expect(cache.stats().corrupt).toBe(1);
  });

  test('[EPO1] houses that share a Memcached never read each other’s records, equal as id, epoch and version are', async () => {
    const other = randomUUID();
    const theirs = { ...lot(17), body: { id: 42, note: 'another house’s lot', version: 17 } };
    await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS, record: lot(17) });
    await cache.write({ installation: other, epoch: 3, storedAtMs: NOW_MS, record: theirs });
    const read = (of: string) =>
      cache.readDemanded('lot:42', { installation: of, epoch: 3, minVersion: 17 });
    expect(await read(installation)).toEqual(lot(17));
    expect(await read(other)).toEqual(theirs);
    const bytes = encodeStored({
      installation: other,
      epoch: 3,
      storedAtMs: NOW_MS,
      record: theirs,
    });
    await raw.set(storedKey({ installation, epoch: 3 }, 'lot:42'), bytes, 60);
    expect(await read(installation)).toBeNull();
    expect(cache.stats().corrupt).toBe(1);
  });

  test('[FET4] another key’s bytes are a miss and the connection is replaced', async () => {
    const before = raw.stats().resets;
    const bytes = encodeStored({
      installation,
      epoch: 3,
      storedAtMs: NOW_MS,
      record: lot(99, 'lot:43'),
    });
    await raw.set(storedKey({ installation, epoch: 3 }, 'lot:42'), bytes, 60);
    expect(
      await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 1 }),
    ).toBeNull();
    expect(cache.stats().corrupt).toBe(1);
    expect(raw.stats().resets).toBe(before + 1);
    await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS, record: lot(17) });
    expect(await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 17 })).toEqual(
      lot(17),
    );
  });

  test.each([
    ['cut short', (bytes: string) => bytes.slice(0, -7)],
    ['altered', (bytes: string) => bytes.replace('"version":17', '"version":71')],
    ['empty', () => ''],
    ['not ours', () => 'x'.repeat(200)],
  ])('[FET4] bytes that are %s are a miss', async (_name, damage) => {
    const bytes = encodeStored({ installation, epoch: 3, storedAtMs: NOW_MS, record: lot(17) });
    await raw.set(storedKey({ installation, epoch: 3 }, 'lot:42'), damage(bytes), 60);
    expect(
      await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 1 }),
    ).toBeNull();
  });

  test('[FET2] without a demand an entry older than ssrMaxAgeMs is a miss', async () => {
    await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS - 2_001, record: lot(17) });
    const read = (nowMs: number) =>
      cache.readRecent('lot:42', { installation, epoch: 3, maxAgeMs: 2_000, nowMs });
    expect(await read(NOW_MS)).toBeNull();
    expect(await read(NOW_MS - 1)).toEqual(lot(17));
    expect(await read(NOW_MS - 5_000)).toBeNull();
  });

  test('[FET5] a tombstone is a record like any other', async () => {
    const gone = { ...lot(5), gone: true, body: null };
    await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS, record: gone });
    expect(await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 4 })).toEqual(
      gone,
    );
  });

  test('[FET4] a key that was flushed is a miss and can be written again', async () => {
    expect(
      await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 1 }),
    ).toBeNull();
    await cache.write({ installation, epoch: 3, storedAtMs: NOW_MS, record: lot(17) });
    expect(await cache.readDemanded('lot:42', { installation, epoch: 3, minVersion: 1 })).toEqual(
      lot(17),
    );
  });
});
