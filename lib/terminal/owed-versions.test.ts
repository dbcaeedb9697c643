import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import { simulatedTime } from '../node/testing/simulated-time';
import { createPageHub } from './live-pages';
import type { Outlet } from './outlet';
import type { PageHandle, PageHub } from './page-hub';
import { auctionRecord, lotRecord } from './testing/records';
import { createWatchedRecords, type WatchedRecords } from './watched-records';

// What was parked for a page, at the terminal that meets it. Would catch: a version of an epoch that
// ended, which no master has, waited for; one of this epoch outrun by an older version or by a digest.

const FROM = { epoch: 1, noticedAtMs: null };
let time: ReturnType<typeof simulatedTime>;
let records: WatchedRecords;
let hub: PageHub;
let epoch: number;
let demanded: string[];
let writes: string[];
let page: PageHandle;

beforeEach(() => {
  time = simulatedTime();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  records = createWatchedRecords({ ...time, log });
  epoch = 1;
  demanded = [];
  const node = {
    epoch: () => epoch,
    told: () => ({ config: DEFAULT_LIVE_CONFIG, configVersion: 1, terminals: [] }),
    primaryTime: { sample: () => {}, now: () => ({ ms: 1, errorMs: 1 }) },
    mayClaim: () => true,
    compareSoon: () => {},
    demand: (key: string, _: string, version: number) => void demanded.push(`${key}.${version}`),
    ticketKeys: () => [],
  };
  hub = createPageHub({
    ...time,
    ...{ node: () => node, records, observeLag: () => {}, origin: () => null, unreadMaxBytes: 1e9 },
  });
  writes = [];
  const outlet: Outlet = {
    transport: 'sse',
    isOpen: () => true,
    write: (bytes) => void writes.push(String(bytes)),
    unsentBytes: () => 0,
    close: () => {},
  };
  records.dropAll(1);
  page = hub.connect(outlet, ['auction:7']);
});

/** All of the sale, lot 42 at this version, and a comparison that proves it. */
function hold(version: number): void {
  const from = { ...FROM, epoch };
  for (const record of [auctionRecord(1), lotRecord(42, version)]) records.take(record, from);
  records.proven('auction:7', time.clock.monotonicMs());
}
function lives(): void {
  page.sync({ epoch: 1, have: new Map([[42, 17]]) });
  hold(17);
  writes.length = 0;
}
const owe = (version: number, parkedIn: number) =>
  page.owe([{ epoch: parkedIn, key: 'lot:42', version, channel: 'auction:7/0' }]);
/** Whether the page is told now that it is proven. */
function isProven(): boolean {
  page.beat();
  return writes.at(-1)?.includes('"auction:7/0"') ?? false;
}
const lotsTold = () => writes.flatMap((text) => text.match(/"version":\d+,"lotNumber"/g) ?? []);

describe('[PSH6] what was parked for a page', () => {
  test('[PSH6] is fetched, and nothing is proven to the page before it has it', () => {
    lives();
    expect(isProven()).toBe(true);
    owe(18, 1);
    expect(demanded).toEqual(['lot:42.18']);
    expect(isProven()).toBe(false);
    records.take(lotRecord(42, 18), FROM);
    hub.flush();
    expect(isProven()).toBe(true);
    expect(writes.some((text) => text.includes('"version":18'))).toBe(true);
  });

  test.each([0, 2])(
    '[PSH6, EPO2] in epoch %i, not in this one, is not waited for, fetched or told',
    (parkedIn) => {
      lives();
      owe(18, parkedIn);
      expect(demanded).toEqual([]);
      expect(isProven()).toBe(true);
      expect(lotsTold()).toEqual([]);
    },
  );

  test.each([
    ['live', lives],
    ['still waits for what it watches', () => page.sync({ epoch: 1, have: new Map() })],
    ['has not said what it holds', () => {}],
  ])('[PSH6, EPO2] is void once the epoch rises, though the page %s', async (_, begin) => {
    begin();
    owe(18, 1);
    epoch = 2;
    records.dropAll(2);
    page.sync({ epoch: 1, have: new Map([[42, 17]]) });
    await time.pass(10);
    // What the new primary has; version 18 was lost with the old one.
    hold(17);
    expect(writes.some((text) => text.includes('"version":17'))).toBe(true);
    expect(isProven()).toBe(true);
  });
});
