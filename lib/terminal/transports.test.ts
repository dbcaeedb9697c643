import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROTOCOL } from '../api/frames';
import { digestOf } from '../sync/digest';
import type { Transport } from './frame-text';
import type { PageRequest } from './testing/page-request';
import { openPage, type TestPage } from './testing/pages';
import { auctionRecord, goneRecord, itemRecord, lotRecord } from './testing/records';
import { type SmallMaster, startSmallMaster } from './testing/small-master';
import { PAGES, startTestTerminal, type TestTerminal, until } from './testing/test-terminal';

// A real terminal over real HTTP, with a small master: what each transport promises to pages. Would
// catch a transport that loses, reorders or invents frames, a resume that is silent or sends too
// much, a terminal that claims to be current when it cannot know, and an unchecked origin.

let master: SmallMaster;
let terminal: TestTerminal;
let pages: TestPage[];

beforeEach(async () => {
  master = await startSmallMaster();
  master.put(auctionRecord(3));
  master.put(lotRecord(42, 17));
  master.put(lotRecord(43, 2));
  master.put(itemRecord(42, 5));
  pages = [];
  terminal = await startTestTerminal(master);
});
afterEach(async () => {
  for (const page of pages) page.close();
  terminal.end();
  await master.stop();
});

describe.each<Transport>(['websocket', 'sse', 'poll'])('[PSH1] over %s', (transport) => {
  const open = (request: PageRequest = {}) => {
    const page = openPage(transport, terminal.origin, request);
    pages.push(page);
    return page;
  };
  /** A page that was told it is up to date. */
  const opened = async (request: PageRequest = {}) => {
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
    await Promise.all([18, 19, 20].map((version) => master.change(lotRecord(42, version))));
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
    master.epoch = 2;
    await until(() => terminal.node.epoch() === 2 && terminal.node.currency() === 'current');
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
    master.epoch = 2;
    master.put(lotRecord(42, 3));
    expect((await page.next('reset', (frame) => frame.epoch === 2)).epoch).toBe(2);
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 3));
    expect(page.lots().get(42)?.version).toBe(3);
  });

  test('[ANT1] a change that nobody was told of arrives within the interval', async () => {
    const page = await opened();
    master.put(lotRecord(42, 30));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 30));
    expect(terminal.node.counters.mended).toBeGreaterThan(0);
  });

  test('[ANT2] before a comparison begun after it came, a page is not told it is up to date', async () => {
    await opened();
    master.broken.add('/internal/heads');
    master.broken.add('/internal/changes');
    const page = open({ epoch: 1, have: '42.17,43.2' });
    const hello = await page.next('hello');
    expect(hello.channels).toEqual({});
    // It shows what it has, and beats, but claims nothing.
    const beat = await page.next('beat');
    expect(beat.channels).toEqual({});
    const seen = page.frames.length;
    master.broken.clear();
    await page.next('beat', (later) => 'auction:7/0' in later.channels, seen);
  });

  test('[PSH7] a beat’s digest is that of what the page was sent', async () => {
    const page = await opened();
    await master.change(lotRecord(43, 9));
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
      master.broken.add(`/internal/${path}`);
    let seen = page.frames.length;
    await page.next('beat', (beat) => Object.keys(beat.channels).length === 0, seen);
    await until(() => !terminal.node.isReady());
    const late = open();
    expect(await late.status).toBe(503);
    master.put(lotRecord(42, 21));
    seen = page.frames.length;
    master.broken.clear();
    await page.next('beat', (beat) => 'auction:7/0' in beat.channels, seen);
    expect(page.lots().get(42)?.version).toBe(21);
  });

  test('[CHN1] a page that watches one lot hears of that lot only', async () => {
    const page = open({ channel: 'lot:43' });
    await page.next('beat', (beat) => 'lot:43' in beat.channels);
    await master.change(lotRecord(42, 18));
    await master.change(lotRecord(43, 3));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 3));
    expect([...page.lots().keys()]).toEqual([43]);
    const digest = digestOf(1, [{ key: 'lot:43', version: 3 }]);
    await page.next('beat', (beat) => beat.channels['lot:43'] === digest);
  });

  test('[CHN1] a page of some lots of a sale gets their changes and the sale’s own, nothing else', async () => {
    const page = open({ channel: 'sale:7,lot:42,lot:44' });
    master.put(lotRecord(44, 1));
    const before = [
      { key: 'lot:42', version: 17 },
      { key: 'lot:44', version: 1 },
    ];
    await page.next('beat', (beat) => beat.channels.lots === digestOf(1, before));
    // Forty-three is the same sale's; what is told after it shows that it was passed over.
    await master.change(lotRecord(43, 3));
    await master.change(lotRecord(44, 2));
    await master.change(auctionRecord(4));
    const channels = {
      'sale:7': digestOf(1, [{ key: 'auction:7', version: 4 }]),
      lots: digestOf(1, [
        { key: 'lot:42', version: 17 },
        { key: 'lot:44', version: 2 },
      ]),
    };
    const told = JSON.stringify(channels);
    await page.next('beat', (beat) => JSON.stringify(beat.channels) === told);
    expect([...page.lots().keys()].sort()).toEqual([42, 44]);
    await page.next('auction', ({ auction }) => auction.version === 4);
  });

  test('[CHN1] a page of a sale’s catalogue entries is told of them alone, and their digest', async () => {
    const page = open({ channel: 'items:7,sale:7' });
    const digest = (...versions: [id: number, version: number][]) =>
      digestOf(
        1,
        versions.map(([id, version]) => ({ key: `item:${id}`, version })),
      );
    const isSaid = (...versions: [id: number, version: number][]) =>
      page.next('beat', (beat) => beat.channels['items:7'] === digest(...versions));
    await isSaid([42, 5]);
    // Of another sale, a bid, and then two entries: one changed, one new.
    await master.change({ ...itemRecord(99, 4), channel: 'auction:9/0' });
    await master.change(lotRecord(42, 18));
    await master.change(itemRecord(42, 6));
    await page.next('items', ({ items }) => items.some((item) => item.version === 6));
    await master.change(itemRecord(43, 1));
    await isSaid([42, 6], [43, 1]);
    // What nobody was told of is found by a round (ANT1).
    master.put(itemRecord(43, 2));
    await isSaid([42, 6], [43, 2]);
    expect(page.lots().size).toBe(0);
    const told = page.frames.flatMap((frame) => (frame.t === 'items' ? frame.items : []));
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set([42, 43]));
    // The other sale’s entry and the bid cost no fetch.
    expect(terminal.node.counters.entriesUnwatched).toBe(2);
  });

  test('[CHN1] an entry that a page of one lot brought is told to pages of its sale', async () => {
    const first = open({ channel: 'lot:42' });
    await first.next('beat', (beat) => 'lot:42' in beat.channels);
    const entries = open({ channel: 'items:7' });
    const digest = digestOf(1, [{ key: 'item:42', version: 5 }]);
    await entries.next('beat', (beat) => beat.channels['items:7'] === digest);
    const sale = await opened();
    expect((await sale.next('items')).items).toEqual([{ id: 42, version: 5 }]);
  });

  test('[PSH2] single lots are claimed by versions, or by the one digest they have together', async () => {
    const channel = 'lot:42,lot:43,sale:7';
    const resumed = open({ channel, epoch: 1, have: '42.17,43.1' });
    await resumed.next('beat', (beat) => 'lots' in beat.channels);
    expect([...resumed.lots().keys()]).toEqual([43]);
    const lots = digestOf(1, [
      { key: 'lot:42', version: 17 },
      { key: 'lot:43', version: 2 },
    ]);
    const same = open({ channel, epoch: 1, digests: { lots } });
    await same.next('beat', (beat) => beat.channels.lots === lots);
    expect(same.frames.filter((frame) => frame.t === 'lots' || frame.t === 'reset')).toEqual([]);
  });

  test('[CHN1] a lot in a channel that did not exist before reaches pages of the whole sale', async () => {
    const page = await opened();
    await master.change(lotRecord(300, 1, { channel: 1 }));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.id === 300));
    await page.next('beat', (beat) => 'auction:7/1' in beat.channels);
  });

  test('[FET5] a lot that was deleted is told as gone and leaves the digest', async () => {
    const page = await opened();
    await master.change(goneRecord(43, 4));
    expect((await page.next('gone')).gone).toEqual([{ id: 43, version: 4 }]);
    const digest = digestOf(1, [{ key: 'lot:42', version: 17 }]);
    await page.next('beat', (beat) => beat.channels['auction:7/0'] === digest);
  });

  test('[CHN1] a changed catalogue entry is told by its version, without a fetch', async () => {
    const page = await opened();
    const fetches = master.asked.get('/internal/fetch');
    await master.change(itemRecord(42, 6));
    await page.next('items', (frame) => frame.items.some((item) => item.version === 6));
    expect(master.asked.get('/internal/fetch')).toBe(fetches);
  });

  test('[AUT1] a body with anything beyond the public shape is never pushed', async () => {
    const page = await opened();
    const leaky = lotRecord(42, 18);
    leaky.body = { ...(leaky.body as object), maxMinor: 99_999 };
    await master.change(leaky);
    await until(() => terminal.node.counters.refusedRecords > 0);
    await master.change(lotRecord(43, 3));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 3));
    expect(page.lots().get(42)?.version).toBe(17);
    expect(JSON.stringify(page.frames)).not.toContain('99999');
  });

  test('[PSH3] a page that does not read gets the newest version later, in bounded memory', async () => {
    // Long texts would never fit; many versions of a wide sale do the same.
    for (let id = 100; id < 356; id += 1) master.put(lotRecord(id, 1));
    const slow = await opened();
    const quick = await opened();
    await slow.next('beat');
    slow.pause();
    let version = 1;
    const before = terminal.hub.counters().deliveries;
    // One that polls is not written to at all until it asks again.
    const isJammed = () => (transport === 'poll' ? version >= 30 : terminal.hub.slowPages() > 0);
    while (!isJammed()) {
      version += 1;
      for (let id = 100; id < 356; id += 1) master.put(lotRecord(id, version));
      await master.notify(
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
    expect(terminal.hub.counters().deliveries).toBeGreaterThan(before);
    expect(terminal.hub.unsentBytes()).toBeLessThan(1024 * 1024);
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

  test('[AUT2] a page of a foreign origin is refused; ours and programs are not', async () => {
    expect(await open({ origin: 'https://evil.example' }).status).toBe(403);
    const ok = transport === 'websocket' ? 101 : 200;
    expect(await open({ origin: PAGES }).status).toBe(ok);
    expect(await open().status).toBe(ok);
  });

  test.each([
    ['no channel', { channel: '' }, 'no-channel'],
    ['a channel that is none', { channel: 'auction:7,../etc' }, 'bad-channel'],
    ['a channel of one person', { channel: 'reg:9' }, 'ticket-needed'],
    ['one beside a public one', { channel: 'auction:7,reg:9' }, 'ticket-needed'],
    [
      'too many channels',
      { channel: Array.from({ length: 65 }, (_, at) => `lot:${at + 1}`).join(',') },
      'too-many-channels',
    ],
    ['a malformed have', { have: '42.17,;drop' }, 'bad-address'],
    ['a lot twice', { have: '42.17,42.18' }, 'bad-address'],
  ])('[PSH1] %s is an error frame and the end', async (_name, request, kind) => {
    const page = open(request);
    expect(await page.next('error')).toMatchObject({ kind, retry: 'never' });
    expect(await page.closed).toBe(transport === 'websocket' ? 1008 : 0);
    expect(page.frames.some((frame) => frame.t === 'lots')).toBe(false);
  });

  test.each([
    ['older', PROTOCOL - 1],
    ['newer', PROTOCOL + 1],
  ])(
    '[WIR4] a page that is %s than the house is told so in words it can read',
    async (_, protocol) => {
      const page = open({ protocol });
      // No field more: this frame is the same in every version.
      const said = { t: 'error', kind: 'other-protocol', retry: 'never' };
      expect(await page.next('error')).toEqual(said);
      expect(await page.closed).toBe(transport === 'websocket' ? 1008 : 0);
      expect(page.frames).toEqual([said]);
    },
  );

  test('[WIR4] a page of the same version is served, as is a program that says none', async () => {
    await opened({ protocol: PROTOCOL });
    await opened();
  });

  test('[PSH1] connections from one address are bounded', async () => {
    terminal.end();
    terminal = await startTestTerminal(master, {
      limits: { perAddress: 2, total: 10 },
    });
    await opened();
    const second = await opened();
    expect(await open().status).toBe(429);
    second.close();
    // One that polls is not missed at once: it may be between answer and question.
    while ((await open().status) === 429);
    expect(await open().status).toBe(429);
  });

  test('[PSH7] a terminal that stops ends its connections so that pages move', async () => {
    const page = await opened();
    terminal.stop();
    expect(await page.closed).toBe(transport === 'websocket' ? 1012 : 0);
  });
});

describe('[PSH8] an event stream', () => {
  test('[PSH8] carries what proxies need to leave it alone, and allows no credentials', async () => {
    const abort = new AbortController();
    const answer = await fetch(`${terminal.origin}/v1/stream?channel=auction:7&epoch=0`, {
      headers: { origin: PAGES },
      signal: abort.signal,
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGES);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toBe('origin');
    abort.abort();
  });
});
