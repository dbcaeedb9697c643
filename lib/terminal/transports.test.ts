import { describe, expect, test } from 'vitest';
import { digestOf } from '../sync/digest';
import type { Transport } from './frame-text';
import type { PageRequest } from './testing/page-request';
import { lotRecord } from './testing/records';
import { eachWithTerminal } from './testing/terminal-world';
import { until } from './testing/test-terminal';

// A real terminal over real HTTP, with a small master: what each transport promises to pages. Would
// catch a transport that loses, reorders or invents frames, a resume that is silent or sends too
// much, a terminal that claims to be current when it cannot know.

const world = eachWithTerminal();

describe.each<Transport>(['websocket', 'sse', 'poll'])('[PSH1] over %s', (transport) => {
  const open = (request?: PageRequest) => world.open(transport, request);
  /** A page that was told it is up to date. */
  const opened = async (request?: PageRequest) => {
    const page = open(request);
    await page.next('beat', (beat) => 'auction:7/0' in beat.channels);
    return page;
  };

  test('[PSH2] a page that holds nothing gets a hello, a reset and everything', async () => {
    const page = await opened();
    const told = page.frames.map((frame) => frame.t).filter((t) => t !== 'beat');
    expect(told.slice(0, 2)).toEqual(['hello', 'reset']);
    expect(page.lots().get(42)).toEqual(lotRecord(42, 17).body);
    expect(page.lots().size).toBe(2);
    expect((await page.next('auction')).auction.version).toBe(3);
    expect((await page.next('items')).items).toEqual([{ id: 42, version: 5 }]);
  });

  test('[PSH4] a change reaches the page, newest version only', async () => {
    const page = await opened();
    await Promise.all([18, 19, 20].map((version) => world.master.change(lotRecord(42, version))));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 20));
    expect(page.lots().get(42)?.version).toBe(20);
    const versions = page.frames.flatMap((frame) =>
      frame.t === 'lots' ? frame.lots.filter((lot) => lot.id === 42).map((lot) => lot.version) : [],
    );
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
  });

  test('[PSH2] a page that resumes gets exactly what is newer', async () => {
    const page = await opened({ epoch: 1, have: '42.17,43.1' });
    expect(page.frames.filter((frame) => frame.t === 'reset')).toEqual([]);
    const sent = page.frames.flatMap((frame) => (frame.t === 'lots' ? frame.lots : []));
    expect(sent.map((lot) => [lot.id, lot.version])).toEqual([[43, 2]]);
  });

  test('[PSH2] digests of channels stand for versions: equal ones bring no lots', async () => {
    const digests = {
      'auction:7/0': digestOf(1, [
        { key: 'lot:42', version: 17 },
        { key: 'lot:43', version: 2 },
      ]),
    };
    const same = await opened({ epoch: 1, digests });
    expect(same.frames.filter((frame) => frame.t === 'lots')).toEqual([]);
    const other = await opened({ epoch: 1, digests: { 'auction:7/0': '0123456789abcdef' } });
    expect(other.lots().size).toBe(2);
  });

  test('[EPO1] a page of another epoch is reset', async () => {
    world.master.epoch = 2;
    await until(
      () => world.terminal.node.epoch() === 2 && world.terminal.node.currency() === 'current',
    );
    const page = await opened({ epoch: 1, have: '42.99' });
    expect((await page.next('reset')).epoch).toBe(2);
    expect(page.lots().get(42)?.version).toBe(17);
  });

  test('[EPO2] a page that has seen a higher epoch is sent away', async () => {
    const page = open({ epoch: 9, have: '42.17' });
    expect(await page.next('error')).toMatchObject({ kind: 'behind', retry: 'after-backoff' });
    await page.closed;
    expect(page.lots().size).toBe(0);
  });

  test('[EPO2] an epoch that rises under an open page resets it', async () => {
    const page = await opened();
    world.master.epoch = 2;
    world.master.put(lotRecord(42, 3));
    expect((await page.next('reset', (frame) => frame.epoch === 2)).epoch).toBe(2);
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 3));
    expect(page.lots().get(42)?.version).toBe(3);
  });

  test('[ANT1] a change that nobody was told of arrives within the interval', async () => {
    const page = await opened();
    world.master.put(lotRecord(42, 30));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 30));
    expect(world.terminal.node.counters.mended).toBeGreaterThan(0);
  });

  test('[ANT2] before a comparison begun after it came, a page is not told it is up to date', async () => {
    await opened();
    world.master.broken.add('/internal/heads');
    world.master.broken.add('/internal/changes');
    const page = open({ epoch: 1, have: '42.17,43.2' });
    const hello = await page.next('hello');
    expect(hello.channels).toEqual({});
    // It shows what it has, and beats, but claims nothing.
    const beat = await page.next('beat');
    expect(beat.channels).toEqual({});
    const seen = page.frames.length;
    world.master.broken.clear();
    await page.next('beat', (later) => 'auction:7/0' in later.channels, seen);
  });

  test('[PSH7] a beat’s digest is that of what the page was sent', async () => {
    const page = await opened();
    await world.master.change(lotRecord(43, 9));
    const digest = digestOf(1, [
      { key: 'lot:42', version: 17 },
      { key: 'lot:43', version: 9 },
    ]);
    await page.next('beat', (beat) => beat.channels['auction:7/0'] === digest);
    const at = page.frames.findIndex(
      (frame) => frame.t === 'beat' && frame.channels['auction:7/0'] === digest,
    );
    const pushed = page.frames.findIndex(
      (frame) => frame.t === 'lots' && frame.lots.some((lot) => lot.version === 9),
    );
    expect(pushed).toBeGreaterThan(-1);
    expect(pushed).toBeLessThan(at);
  });

  test('[PSH7] a terminal that lost every master stops claiming, and claims again', async () => {
    const page = await opened();
    for (const path of ['register', 'changes', 'heads', 'fetch'])
      world.master.broken.add(`/internal/${path}`);
    let seen = page.frames.length;
    await page.next('beat', (beat) => Object.keys(beat.channels).length === 0, seen);
    await until(() => !world.terminal.node.isReady());
    const late = open();
    expect(await late.status).toBe(503);
    world.master.put(lotRecord(42, 21));
    seen = page.frames.length;
    world.master.broken.clear();
    await page.next('beat', (beat) => 'auction:7/0' in beat.channels, seen);
    expect(page.lots().get(42)?.version).toBe(21);
  });

  test('[PSH3] a page that does not read gets the newest version later, in bounded memory', async () => {
    // Long texts would never fit; many versions of a wide sale do the same.
    for (let id = 100; id < 356; id += 1) world.master.put(lotRecord(id, 1));
    const slow = await opened();
    const quick = await opened();
    await slow.next('beat');
    slow.pause();
    let version = 1;
    const before = world.terminal.hub.counters().deliveries;
    // One that polls is not written to at all until it asks again.
    const isJammed = () =>
      transport === 'poll' ? version >= 30 : world.terminal.hub.slowPages() > 0;
    while (!isJammed()) {
      version += 1;
      for (let id = 100; id < 356; id += 1) world.master.put(lotRecord(id, version));
      await world.master.notify(
        Array.from({ length: 256 }, (_, index) => ({
          op: 'put' as const,
          key: `lot:${100 + index}`,
          version,
          channel: 'auction:7/0',
        })),
      );
      const last = version;
      await until(() => (quick.lots().get(355)?.version ?? 0) >= last);
    }
    expect(world.terminal.hub.counters().deliveries).toBeGreaterThan(before);
    expect(world.terminal.hub.unsentBytes()).toBeLessThan(1024 * 1024);
    const held = slow.frames.length;
    slow.resume();
    await until(() => slow.lots().get(355)?.version === version);
    await until(() => slow.lots().get(100)?.version === version);
    expect(slow.frames.length).toBeLessThan(quick.frames.length + 1_000);
    if (transport !== 'poll') return;
    const versions = slow.frames
      .slice(held + 1)
      .flatMap((frame) => (frame.t === 'lots' ? frame.lots : []))
      .filter((lot) => lot.id === 355)
      .map((lot) => lot.version);
    expect(versions.filter((each) => each === version)).toHaveLength(1);
    expect(versions.length).toBeLessThanOrEqual(2);
  }, 60_000);
});
