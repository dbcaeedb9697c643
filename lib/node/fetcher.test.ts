import { describe, expect, test } from 'vitest';
import type { FetchRequest } from '../api/node-wire';
import type { SyncRecord } from '../api/public-lot';
import type { RecordCache } from '../cache/record-cache';
import { newCounters } from './counters';
import { createFetcher } from './fetcher';
import type { MasterAnswer } from './master-calls';
import { createMasters } from './masters';
import { plainAppetite } from './testing/plain-appetite';
import { gate, type Script, scriptedMasters } from './testing/scripted-masters';
import { simulatedTime } from './testing/simulated-time';

// Would catch: two flights for one key, a demand that is forgotten or fetched twice, an older or
// another epoch's record that is taken, a failing master that is not left for another.

const record = (key: string, version: number): SyncRecord => ({
  key,
  version,
  channel: 'auction:7/0',
  gone: false,
  body: { version },
});

const found = (records: SyncRecord[], unknown: string[] = [], epoch = 1): MasterAnswer => ({
  status: 200,
  body: { epoch, records, unknown, source: { replica: records.length, primary: 0 } },
});

function world(script: Script, more: { urls?: string[]; cache?: RecordCache } = {}) {
  const time = simulatedTime();
  const net = scriptedMasters(script);
  const plain = plainAppetite();
  const counters = newCounters();
  const heard = {
    installation: 'house-1' as string | null,
    epoch: 1,
    higher: [] as number[],
    conflicts: 0,
  };
  const masters = createMasters({
    urls: more.urls ?? ['http://a'],
    calls: net.transport,
    clock: time.clock,
    chance: () => 0,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    leftOut: () => {},
    epoch: () => heard.epoch,
    onHigherEpoch: (epoch) => heard.higher.push(epoch),
    onConflict: () => {
      heard.conflicts += 1;
    },
  });
  const fetcher = createFetcher({
    cache: more.cache ?? null,
    masters,
    appetite: plain.appetite,
    installation: () => heard.installation,
    epoch: () => heard.epoch,
    clock: time.clock,
    timers: time.timers,
    chance: () => 0,
    counters,
  });
  const demand = (key: string, minVersion: number) =>
    fetcher.demand({ key, channel: 'auction:7/0', minVersion, noticedAtMs: null });
  const wants = () => net.calls.map((call) => (call.body as FetchRequest).wants);
  return { ...plain, time, net, counters, heard, fetcher, demand, wants };
}

describe('fetching', () => {
  test('[FET3] many demands for one key while one flies cause exactly one more', async () => {
    const first = gate<MasterAnswer>();
    let calls = 0;
    const w = world(() => {
      calls += 1;
      return calls === 1 ? first.promise : found([record('lot:42', 30)]);
    });
    for (let version = 17; version <= 30; version += 1) {
      w.demand('lot:42', version);
      await w.time.settle();
    }
    expect(w.wants()).toEqual([[{ key: 'lot:42', minVersion: 17 }]]);
    first.open(found([record('lot:42', 20)]));
    await w.time.settle();
    expect(w.wants().slice(1)).toEqual([[{ key: 'lot:42', minVersion: 30 }]]);
    expect(w.taken.map((each) => each.version)).toEqual([20, 30]);
    expect(w.fetcher.size()).toBe(0);
  });

  test('[FET3] none more when the flight brought enough', async () => {
    const first = gate<MasterAnswer>();
    const w = world(() => first.promise);
    w.demand('lot:42', 17);
    await w.time.settle();
    w.demand('lot:42', 18);
    first.open(found([record('lot:42', 18)]));
    await w.time.settle();
    expect(w.net.calls.length).toBe(1);
    expect(w.versions.get('lot:42')).toBe(18);
  });

  test('[FET5][FET3] told of again while the primary says unknown, it is asked for again', async () => {
    const first = gate<MasterAnswer>();
    let calls = 0;
    const w = world(() => {
      calls += 1;
      return calls === 1 ? first.promise : found([record('lot:42', 2)]);
    });
    w.demand('lot:42', 1);
    await w.time.settle();
    // Told of again before that answer is here.
    w.demand('lot:42', 2);
    first.open(found([], ['lot:42']));
    await w.time.settle();
    expect(w.versions.get('lot:42')).toBe(2);
    expect(w.fetcher.size()).toBe(0);
  });

  test('[G4] an answer that is older than what came meanwhile is handed to nobody', async () => {
    const slow = gate<MasterAnswer>();
    const w = world(() => slow.promise);
    w.demand('lot:42', 17);
    await w.time.settle();
    // By a round, say, while the answer is on its way.
    w.versions.set('lot:42', 19);
    slow.open(found([record('lot:42', 17)]));
    await w.time.settle();
    expect(w.taken).toEqual([]);
    expect(w.versions.get('lot:42')).toBe(19);
    expect(w.fetcher.size()).toBe(0);
  });

  test('[FET1] keys demanded together travel together, at most 64 a request', async () => {
    const w = world(({ body }) =>
      found((body as FetchRequest).wants.map(({ key, minVersion }) => record(key, minVersion))),
    );
    for (let id = 1; id <= 150; id += 1) w.demand(`lot:${id}`, 1);
    await w.time.settle();
    expect(w.wants().map((each) => each.length)).toEqual([64, 64, 22]);
    expect(w.taken.length).toBe(150);
  });

  test('[FET2] what is held already is not fetched', async () => {
    const w = world(() => found([]));
    w.versions.set('lot:42', 17);
    w.demand('lot:42', 17);
    await w.time.settle();
    expect(w.net.calls).toEqual([]);
  });

  test('[FET2] an answer older than demanded is not taken; it is asked for again', async () => {
    let version = 16;
    const w = world(() => found([record('lot:42', version)]));
    w.demand('lot:42', 17);
    await w.time.settle();
    expect(w.taken).toEqual([]);
    version = 17;
    await w.time.pass(5_000);
    expect(w.taken.map((each) => each.version)).toEqual([17]);
    expect(w.counters.fetchFailures).toBe(1);
  });

  test('[FET1] a failing master is left for the next one', async () => {
    const w = world(
      ({ master }) => {
        if (master === 'http://a') throw new Error('connection refused');
        return found([record('lot:42', 17)]);
      },
      { urls: ['http://a', 'http://b'] },
    );
    w.demand('lot:42', 17);
    await w.time.settle();
    expect(w.net.calls.map((call) => call.master)).toEqual(['http://a', 'http://b']);
    w.demand('lot:43', 1);
    await w.time.settle();
    expect(w.net.calls.at(2)?.master).toBe('http://b');
  });

  test('[FET1] with no master it tries again, ever more slowly, until one answers', async () => {
    let isUp = false;
    const w = world(() => {
      if (!isUp) throw new Error('connection refused');
      return found([record('lot:42', 17)]);
    });
    w.demand('lot:42', 17);
    await w.time.pass(1_000);
    const tries = w.net.calls.length;
    expect(tries).toBeGreaterThan(5);
    isUp = true;
    await w.time.pass(3_000);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.fetcher.behindSinceMs(() => true)).toBeNull();
  });

  test('[FET2] Memcached is asked first and masters only for what it lacks', async () => {
    const asked: [string, string][] = [];
    const cache: RecordCache = {
      readDemanded: async (key, { installation }) => {
        asked.push([key, installation]);
        return key === 'lot:1' ? record(key, 5) : null;
      },
      readRecent: async () => null,
      write: async () => true,
      stats: () => ({ hits: 0, misses: 0, corrupt: 0, sets: 0, failedSets: 0 }),
      close: () => {},
    };
    const w = world(() => found([record('lot:2', 5)]), { cache });
    w.demand('lot:1', 5);
    w.demand('lot:2', 5);
    await w.time.settle();
    expect(w.wants()).toEqual([[{ key: 'lot:2', minVersion: 5 }]]);
    expect(w.counters).toMatchObject({ fetchedMemcached: 1, fetchedReplica: 1 });
    // Whose records lie there nobody can tell before a master said which database it is of.
    w.heard.installation = null;
    w.demand('lot:1', 6);
    await w.time.settle();
    expect(w.wants().at(-1)).toEqual([{ key: 'lot:1', minVersion: 6 }]);
    expect(asked).toEqual([
      ['lot:1', 'house-1'],
      ['lot:2', 'house-1'],
    ]);
  });

  test('[FET5] a key the primary does not know is given up, not asked for ever', async () => {
    const w = world(() => found([], ['lot:42']));
    w.demand('lot:42', 1);
    const arrival = w.fetcher.arrival('lot:42', 1);
    await arrival;
    await w.time.pass(60_000);
    expect(w.net.calls.length).toBe(1);
    expect(w.fetcher.size()).toBe(0);
  });

  test('[EPO2] an answer of a lower epoch is a failure, one of a higher epoch is not used', async () => {
    let epoch = 0;
    const w = world(() => found([record('lot:42', 17)], [], epoch + 1));
    w.heard.epoch = 2;
    w.demand('lot:42', 17);
    await w.time.settle();
    expect(w.taken).toEqual([]);
    epoch = 2;
    await w.time.pass(200);
    expect(w.taken).toEqual([]);
    expect(w.heard.higher[0]).toBe(3);
  });

  test('[EPO2] after a reset, answers on their way belong to nobody', async () => {
    const answers = [gate<MasterAnswer>(), gate<MasterAnswer>()] as const;
    let asked = 0;
    const w = world(() => (answers[asked++] ?? answers[1]).promise);
    w.demand('lot:42', 17);
    await w.time.settle();
    w.fetcher.reset();
    // The same is wanted again: the answer on its way is not the one to this.
    w.demand('lot:42', 17);
    await w.time.settle();
    answers[0].open(found([record('lot:42', 17)]));
    await w.time.pass(5_000);
    expect(w.taken).toEqual([]);
    expect(w.fetcher.size()).toBe(1);
    answers[1].open(found([record('lot:42', 18)]));
    await w.time.settle();
    expect(w.taken).toEqual([record('lot:42', 18)]);
  });

  test('[ANT2] how long something has been missing is known while it is', async () => {
    const w = world(() => {
      throw new Error('connection refused');
    });
    const sinceMs = w.time.clock.monotonicMs();
    w.demand('lot:42', 17);
    await w.time.pass(3_000);
    w.demand('lot:42', 18);
    expect(w.fetcher.behindSinceMs((key) => key === 'lot:42')).toBe(sinceMs);
    expect(w.fetcher.behindSinceMs((key) => key === 'lot:43')).toBeNull();
  });

  test('[PSH7] a lot first demanded alone is behind in its sale’s channel too, once that is told', async () => {
    const w = world(() => ({ status: 500, body: {} }));
    const want = { key: 'lot:42', minVersion: 2, noticedAtMs: null };
    w.fetcher.demand({ ...want, channel: 'lot:42' });
    w.fetcher.demand({ ...want, channel: 'auction:7/0' });
    w.fetcher.demand({ ...want, channel: 'lot:42' });
    const inSale = (_key: string, channel: string) => channel === 'auction:7/0';
    expect(w.fetcher.behindSinceMs(inSale)).not.toBeNull();
  });
});
