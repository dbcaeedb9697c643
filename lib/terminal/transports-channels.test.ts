import { describe, expect, test } from 'vitest';
import { digestOf } from '../sync/digest';
import type { Transport } from './frame-text';
import type { PageRequest } from './testing/page-request';
import { auctionRecord, goneRecord, itemRecord, lotRecord } from './testing/records';
import { eachWithTerminal } from './testing/terminal-world';
import { until } from './testing/test-terminal';

// What a page of some channels, lots or entries is told over each transport, and what it is not.

const world = eachWithTerminal();

describe.each<Transport>(['websocket', 'sse', 'poll'])('[PSH1] over %s', (transport) => {
  const open = (request?: PageRequest) => world.open(transport, request);
  /** A page that was told it is up to date. */
  const opened = async (request?: PageRequest) => {
    const page = open(request);
    await page.next('beat', (beat) => 'auction:7/0' in beat.channels);
    return page;
  };

  test('[CHN1] a page that watches one lot hears of that lot only', async () => {
    const page = open({ channel: 'lot:43' });
    await page.next('beat', (beat) => 'lot:43' in beat.channels);
    await world.master.change(lotRecord(42, 18));
    await world.master.change(lotRecord(43, 3));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 3));
    expect([...page.lots().keys()]).toEqual([43]);
    const digest = digestOf(1, [{ key: 'lot:43', version: 3 }]);
    await page.next('beat', (beat) => beat.channels['lot:43'] === digest);
  });

  test('[CHN1] a page of some lots of a sale gets their changes and the sale’s own, nothing else', async () => {
    const page = open({ channel: 'sale:7,lot:42,lot:44' });
    world.master.put(lotRecord(44, 1));
    const before = [
      { key: 'lot:42', version: 17 },
      { key: 'lot:44', version: 1 },
    ];
    await page.next('beat', (beat) => beat.channels.lots === digestOf(1, before));
    // Forty-three is the same sale's; what is told after it shows that it was passed over.
    await world.master.change(lotRecord(43, 3));
    await world.master.change(lotRecord(44, 2));
    await world.master.change(auctionRecord(4));
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
    await world.master.change({ ...itemRecord(99, 4), channel: 'auction:9/0' });
    await world.master.change(lotRecord(42, 18));
    await world.master.change(itemRecord(42, 6));
    await page.next('items', ({ items }) => items.some((item) => item.version === 6));
    await world.master.change(itemRecord(43, 1));
    await isSaid([42, 6], [43, 1]);
    // What nobody was told of is found by a round (ANT1).
    world.master.put(itemRecord(43, 2));
    await isSaid([42, 6], [43, 2]);
    expect(page.lots().size).toBe(0);
    const told = page.frames.flatMap((frame) => (frame.t === 'items' ? frame.items : []));
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set([42, 43]));
    // The other sale’s entry and the bid cost no fetch.
    expect(world.terminal.node.counters.entriesUnwatched).toBe(2);
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
    await world.master.change(lotRecord(300, 1, { channel: 1 }));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.id === 300));
    await page.next('beat', (beat) => 'auction:7/1' in beat.channels);
  });

  test('[FET5] a lot that was deleted is told as gone and leaves the digest', async () => {
    const page = await opened();
    await world.master.change(goneRecord(43, 4));
    expect((await page.next('gone')).gone).toEqual([{ id: 43, version: 4 }]);
    const digest = digestOf(1, [{ key: 'lot:42', version: 17 }]);
    await page.next('beat', (beat) => beat.channels['auction:7/0'] === digest);
  });

  test('[CHN1] a changed catalogue entry is told by its version, without a fetch', async () => {
    const page = await opened();
    const fetches = world.master.asked.get('/internal/fetch');
    await world.master.change(itemRecord(42, 6));
    await page.next('items', (frame) => frame.items.some((item) => item.version === 6));
    expect(world.master.asked.get('/internal/fetch')).toBe(fetches);
  });

  test('[AUT1] a body with anything beyond the public shape is never pushed', async () => {
    const page = await opened();
    const leaky = lotRecord(42, 18);
    leaky.body = { ...(leaky.body as object), maxMinor: 99_999 };
    await world.master.change(leaky);
    await until(() => world.terminal.node.counters.refusedRecords > 0);
    await world.master.change(lotRecord(43, 3));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === 3));
    expect(page.lots().get(42)?.version).toBe(17);
    expect(JSON.stringify(page.frames)).not.toContain('99999');
  });
});
