import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG, type LiveConfig } from '../api/live-config';
import { simulatedTime } from '../node/testing/simulated-time';
import { digestOf } from '../sync/digest';
import { createPageHub } from './live-pages';
import type { CloseReason, Outlet } from './outlet';
import type { PageHub } from './page-hub';
import { auctionRecord, lotRecord } from './testing/records';
import type { WatchedName } from './watch-address';
import { createWatchedRecords, type WatchedRecords } from './watched-records';

// Pages on simulated time and a network that a test can jam. Would catch: more than one write a page
// and tick, bytes that pile up for a page that does not read, a slow page that never catches up.

const { tickMs, beatMs } = DEFAULT_LIVE_CONFIG;
const UNREAD_MAX_BYTES = 2_000_000;
const FROM = { epoch: 1, noticedAtMs: null };
let time: ReturnType<typeof simulatedTime>;
let records: WatchedRecords;
let hub: PageHub;
let lags: number[];
let claimable: boolean;
let epoch: number;
let config: LiveConfig;

beforeEach(() => {
  time = simulatedTime();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  records = createWatchedRecords({ ...time, log });
  lags = [];
  claimable = true;
  epoch = 1;
  config = DEFAULT_LIVE_CONFIG;
  const node = {
    epoch: () => epoch,
    told: () => ({ config, configVersion: 1, terminals: [] }),
    primaryTime: { sample: () => {}, now: () => ({ ms: 123.6, errorMs: 1 }) },
    mayClaim: () => claimable,
    compareSoon: () => {},
    demand: () => {},
    ticketKeys: () => [],
  };
  const observeLag = (lagMs: number) => void lags.push(lagMs);
  hub = createPageHub({
    ...{ ...time, node: () => node, records, observeLag, origin: () => null },
    unreadMaxBytes: UNREAD_MAX_BYTES,
  });
  hub.start();
  records.dropAll(1);
});

/** A page whose network takes everything at once, until it is jammed. */
function page(names: readonly WatchedName[] = ['auction:7']) {
  const writes: string[] = [];
  const net = { isJammed: false, unsent: 0, closed: [] as CloseReason[] };
  const outlet: Outlet = {
    transport: 'sse',
    isOpen: () => true,
    write(bytes) {
      writes.push(String(bytes));
      if (net.isJammed) net.unsent += bytes.length;
    },
    unsentBytes: () => net.unsent,
    close: (reason) => void net.closed.push(reason),
  };
  const handle = hub.connect(outlet, names);
  const lots = () => writes.filter((text) => text.includes('event: lots'));
  const drain = () => {
    Object.assign(net, { isJammed: false, unsent: 0 });
    handle.drained();
  };
  return { writes, net, handle, lots, drain };
}

/** A page that is caught up on a sale with lots 42 and 43. */
function livePage() {
  const opened = page();
  if (records.heldVersion('auction:7') === 0) {
    records.take(auctionRecord(1), FROM);
    records.take(lotRecord(42, 1), FROM);
    records.take(lotRecord(43, 1), FROM);
  }
  opened.handle.sync({ epoch: 0, have: new Map() });
  records.proven('auction:7', time.clock.monotonicMs());
  opened.writes.length = 0;
  return opened;
}

const change = (id: number, version: number) => records.take(lotRecord(id, version), FROM);

describe('[PSH4] ticks', () => {
  test('[PSH4] the first change after a quiet tick goes at once, the rest of its tick in one write', async () => {
    const { writes, lots } = livePage();
    await time.pass(tickMs);
    change(42, 2);
    await time.pass(1);
    expect(lots().length).toBe(1);
    for (let version = 3; version <= 20; version += 1) change(42, version);
    change(43, 2);
    await time.pass(tickMs - 2);
    expect(lots().length).toBe(1);
    await time.pass(2);
    expect(lots().length).toBe(2);
    expect(writes.at(-1)).toContain('"version":20');
    expect(writes.at(-1)).not.toContain('"version":19');
    expect(writes.at(-1)).toContain('"id":43');
  });

  test('[PSH4] a storm makes at most one write a page and tick', async () => {
    const { lots } = livePage();
    for (let ms = 0; ms < 1_000; ms += 1) {
      change(42, ms + 2);
      await time.pass(1);
    }
    expect(lots().length).toBeLessThanOrEqual(1_000 / tickMs + 1);
    expect(lots().at(-1)).toContain('"version":');
  });

  test.each(['websocket', 'sse', 'poll'] as const)(
    '[PSH4] a change is serialised once for all pages by %s that watch the same',
    async (transport) => {
      livePage();
      const written: Buffer[][] = [[], [], []];
      for (const bytes of written) {
        const outlet: Outlet = {
          transport,
          isOpen: () => true,
          write: (part) => void bytes.push(part),
          unsentBytes: () => 0,
          close: () => {},
        };
        hub.connect(outlet, ['auction:7']).sync({ epoch: 0, have: new Map() });
        bytes.length = 0;
      }
      change(42, 2);
      await time.pass(tickMs);
      const [first, ...others] = written.map((bytes) => bytes[0]);
      expect(String(first)).toContain('"version":2');
      // The very same bytes, not equal ones.
      for (const other of others) expect(other).toBe(first);
    },
  );

  test('[PSH4] the time from a notice to its push is observed once a record and tick', async () => {
    livePage();
    await time.pass(tickMs);
    const noticedAtMs = time.clock.monotonicMs();
    records.take(lotRecord(42, 2), { epoch: 1, noticedAtMs });
    await time.pass(1);
    expect(lags).toEqual([0]);
  });
});

describe('[PSH3] a page that does not read', () => {
  /** Fills a jammed page beyond what is allowed; every round changes both lots. */
  async function jam(slow: ReturnType<typeof page>): Promise<number> {
    slow.net.isJammed = true;
    slow.net.unsent = 300 * 1024;
    for (let version = 2; version <= 50; version += 1) {
      change(42, version);
      change(43, version);
      await time.pass(tickMs);
    }
    return 50;
  }

  test('[PSH3] is written nothing more, and gets only the newest versions when it reads', async () => {
    const slow = livePage();
    const version = await jam(slow);
    expect(slow.writes).toEqual([]);
    slow.drain();
    expect(slow.lots().length).toBe(1);
    const [write] = slow.writes;
    expect(write?.match(/"version":\d+/g)).toEqual([
      `"version":${version}`,
      `"version":${version}`,
    ]);
    change(42, 51);
    await time.pass(tickMs);
    expect(slow.lots().length).toBe(2);
  });

  test('[PSH3] that asks to catch up meanwhile does so once it reads', async () => {
    const slow = livePage();
    await jam(slow);
    slow.handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    expect(slow.writes).toEqual([]);
    slow.drain();
    expect(slow.writes[0]).toContain('event: hello');
    expect(slow.lots()[0]).toContain('"version":50');
    change(43, 51);
    await time.pass(tickMs);
    expect(slow.lots().at(-1)).toContain('"version":51');
  });

  test('[PSH3] for minutes, though nobody ends it, is written nothing and closed again and again', async () => {
    const deaf = livePage();
    await jam(deaf);
    const unsent = hub.unsentBytes();
    for (let version = 51; version <= 351; version += 1) {
      change(42, version);
      await time.pass(1_000);
    }
    expect(deaf.writes).toEqual([]);
    expect(hub.unsentBytes()).toBe(unsent);
    expect(deaf.net.closed.length).toBeGreaterThan(100);
    expect(new Set(deaf.net.closed)).toEqual(new Set(['too-slow']));
  });

  test('[PSH3] for 15 s is closed; others are not', async () => {
    const slow = livePage();
    const quick = livePage();
    await jam(slow);
    await time.pass(14_000);
    expect(slow.net.closed).toEqual([]);
    await time.pass(2_000 + beatMs);
    expect(slow.net.closed[0]).toBe('too-slow');
    expect(quick.net.closed).toEqual([]);
  });
});

describe('[PSH3] a page that leaves little unread', () => {
  /** Its network takes nothing more; what is written since stays far below what makes a page slow. */
  async function deafen(one: ReturnType<typeof page>) {
    one.net.isJammed = true;
    change(42, 2);
    await time.pass(beatMs);
    expect(one.net.unsent).toBeGreaterThan(0);
    expect(hub.slowPages()).toBe(0);
  }

  test('[PSH3] and takes nothing for a minute is closed; others are not', async () => {
    const deaf = livePage();
    const quick = livePage();
    await deafen(deaf);
    await time.pass(58_000);
    expect(deaf.net.closed).toEqual([]);
    await time.pass(2_000 + beatMs);
    expect(deaf.net.closed[0]).toBe('too-slow');
    expect(quick.net.closed).toEqual([]);
  });

  test('[PSH3] and takes some of it now and then is not closed, though it never has all', async () => {
    const behind = livePage();
    await deafen(behind);
    for (let minute = 0; minute < 10; minute += 1) {
      await time.pass(50_000);
      behind.net.unsent -= 100;
      expect(behind.net.unsent).toBeGreaterThan(0);
    }
    expect(behind.net.closed).toEqual([]);
    await time.pass(60_000 + 2 * beatMs);
    expect(behind.net.closed[0]).toBe('too-slow');
  });

  test('[PSH3] has its minute again once it has read everything', async () => {
    const late = livePage();
    await deafen(late);
    await time.pass(50_000);
    late.drain();
    await time.pass(beatMs);
    await deafen(late);
    await time.pass(50_000);
    expect(late.net.closed).toEqual([]);
  });
});

describe('[PSH3] all pages together', () => {
  test('[PSH3] leave no more unread than they may: who took nothing for longest goes first', async () => {
    const deaf = Array.from({ length: 12 }, () => livePage());
    const [first, ...others] = deaf;
    const quick = livePage();
    if (first) first.net.isJammed = true;
    change(42, 2);
    await time.pass(2 * beatMs);
    for (const { net } of others) net.isJammed = true;
    for (let version = 3; first?.net.closed.length === 0; version += 1) {
      change(42, version);
      await time.pass(tickMs);
    }
    expect(hub.slowPages(), 'one by one they are slow, which ends them too').toBe(0);
    const left = deaf.filter(({ net }) => net.closed.length === 0);
    const leftBytes = left.reduce((sum, { net }) => sum + net.unsent, 0);
    expect(leftBytes).toBeLessThanOrEqual(UNREAD_MAX_BYTES);
    expect(leftBytes).toBeGreaterThan(UNREAD_MAX_BYTES / 2);
    expect(others.some(({ net }) => net.closed.length === 0)).toBe(true);
    expect(quick.net.closed).toEqual([]);
    change(42, 1_000_000);
    await time.pass(tickMs);
    expect(quick.lots().at(-1)).toContain('"version":1000000');
  });
});

describe('[PSH7] beats', () => {
  test('[PSH7] carry the primary’s time and the digest of what is held, or no digest at all', async () => {
    const { writes } = livePage();
    await time.pass(beatMs);
    const digest = digestOf(1, [
      { key: 'lot:42', version: 1 },
      { key: 'lot:43', version: 1 },
    ]);
    expect(writes.at(-1)).toContain('"nowMs":124');
    expect(writes.at(-1)).toContain(`"auction:7/0":"${digest}"`);
    claimable = false;
    await time.pass(beatMs);
    expect(writes.at(-1)).toContain('"channels":{}');
  });

  test('[ANT2] a page that came after the last comparison is not told what the others are', async () => {
    const early = livePage();
    await time.pass(10);
    const late = page();
    late.handle.sync({ epoch: 0, have: new Map() });
    await time.pass(beatMs);
    expect(early.writes.at(-1)).toContain('"auction:7/0"');
    expect(late.writes.at(-1)).toContain('"channels":{}');
    records.proven('auction:7', time.clock.monotonicMs());
    expect(late.writes.at(-1)).toContain('"auction:7/0"');
  });

  test('[ANT2][CHN1] of single lots, which have one digest together, each must be compared since the page came', async () => {
    const watched = ['lot:42', 'lot:43'];
    for (const id of [42, 43]) records.take(lotRecord(id, 1), FROM);
    const prove = (name: string) => records.proven(name, time.clock.monotonicMs());
    const [early, late] = [page(watched), page(watched)];
    early.handle.sync({ epoch: 0, have: new Map() });
    watched.forEach(prove);
    expect(early.writes.at(-1)).toContain('"lots":"');
    await time.pass(10);
    late.handle.sync({ epoch: 0, have: new Map() });
    prove('lot:42');
    await time.pass(beatMs);
    expect(late.writes.at(-1)).toContain('"channels":{}');
    prove('lot:43');
    expect(late.writes.at(-1)).toContain('"lots":"');
  });

  test('[ANT2] a page that says again what it holds keeps its proof: no comparison begins anew for it', async () => {
    const { writes, handle } = livePage();
    await time.pass(10);
    handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    expect(writes.at(-1)).toContain('"auction:7/0"');
    handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    await time.pass(beatMs);
    expect(writes.at(-1)).toContain('"auction:7/0"');
  });

  test('[ANT2] a page that asks again before it was proven is proven by the comparison under way', async () => {
    const first = livePage();
    const late = page();
    await time.pass(10);
    late.handle.sync({ epoch: 0, have: new Map() });
    const begunAtMs = time.clock.monotonicMs();
    await time.pass(200);
    late.handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    await time.pass(200);
    expect(late.writes.at(-1)).not.toContain('"auction:7/0"');
    records.proven('auction:7', begunAtMs);
    expect(late.writes.at(-1)).toContain('"auction:7/0"');
    expect(first.net.closed).toEqual([]);
  });

  test('[EPO2] a page that asks again in a higher epoch is proven only by a comparison of that epoch', async () => {
    const { writes, handle } = livePage();
    await time.pass(10);
    epoch = 2;
    records.dropAll(2);
    handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    await time.pass(beatMs);
    expect(writes.at(-1)).toContain('"channels":{}');
  });

  test('[PSH1] a page that never says what it holds is closed', async () => {
    const mute = page();
    await time.pass(10_000 + 2 * beatMs);
    expect(mute.writes.at(-1)).toContain('no-sync');
    expect(mute.net.closed[0]).toBe('invalid');
  });
});

describe('[PSH7] a storm', () => {
  const enter = (count: number) =>
    Array.from({ length: count }, () => {
      const came = page();
      came.handle.sync({ epoch: 0, have: new Map() });
      return came;
    });
  const refused = (came: ReturnType<typeof enter>) =>
    came.filter(({ net }) => net.closed[0] === 'try-later').length;

  test('[PSH7] lets in as many as can be proven, and sends the others away until those are', async () => {
    const there = livePage();
    await time.pass(10);
    const first = enter(500);
    expect(refused(first)).toBe(300);
    const sentAway = first.find(({ net }) => net.closed.length > 0);
    expect(sentAway?.writes.join()).toContain('"kind":"busy","retry":"after-backoff"');
    expect(hub.counters().shed).toBe(300);
    // Those who were here before say again what they hold whenever they like.
    there.handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    change(42, 2);
    await time.pass(tickMs);
    expect(there.lots().at(-1)).toContain('"version":2');
    records.proven('auction:7', time.clock.monotonicMs());
    expect(refused(enter(200))).toBe(0);
    expect(there.net.closed).toEqual([]);
  });

  test('[PSH7] pages that cannot be proven, or went, keep nobody out for long', async () => {
    livePage();
    await time.pass(10);
    claimable = false;
    const [one, ...others] = enter(200);
    expect(others.length).toBe(199);
    expect(refused(enter(1))).toBe(1);
    one?.handle.closed();
    expect(refused(enter(1))).toBe(0);
    await time.pass(2_001);
    expect(refused(enter(200))).toBe(0);
  });
});

describe('[ANT3] settings', () => {
  const greetings = (writes: readonly string[]) =>
    writes.filter((text) => text.includes('event: hello'));

  test('[ANT3] new settings are said to every page at once, and beats go by them', async () => {
    const { writes } = livePage();
    config = { ...DEFAULT_LIVE_CONFIG, beatMs: 200 };
    hub.greetAll();
    expect(greetings(writes)).toHaveLength(1);
    expect(writes.at(-1)).toContain('"beatMs":200');
    await time.pass(1_000);
    expect(writes.filter((text) => text.includes('event: beat'))).toHaveLength(5);
  });

  test('[ANT3] a page that was slow then is told when it has read what it was sent, once', () => {
    const { writes, net, drain } = livePage();
    Object.assign(net, { isJammed: true, unsent: 1_000_000 });
    config = { ...DEFAULT_LIVE_CONFIG, beatMs: 300 };
    hub.greetAll();
    expect(greetings(writes)).toHaveLength(0);
    drain();
    expect(greetings(writes)).toHaveLength(1);
    expect(greetings(writes)[0]).toContain('"beatMs":300');
    drain();
    expect(greetings(writes)).toHaveLength(1);
  });
});

test('[G4][EPO2] what is held never goes back: an older version, or one of another epoch, is not pushed', async () => {
  const { lots } = livePage();
  records.take(lotRecord(42, 5), FROM);
  await time.pass(2 * tickMs);
  const before = lots().length;
  records.take(lotRecord(42, 4), FROM);
  records.take(lotRecord(42, 9), { ...FROM, epoch: 2 });
  await time.pass(2 * tickMs);
  expect(records.heldVersion('lot:42')).toBe(5);
  expect(lots()).toHaveLength(before);
});
