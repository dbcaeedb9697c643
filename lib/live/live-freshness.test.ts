import { describe, expect, it } from 'vitest';
import { aLot } from './testing/fake-world';
import { livePage, openPage, seedOf } from './testing/open-page';

describe('what a page claims about itself', () => {
  it('[PSH7] is rendered "as of", then live once a digest proves it', () => {
    const lots = [aLot(1), aLot(2, 4)];
    const page = openPage(seedOf(...lots));
    expect(page.state()).toBe('as-of');
    page.send.opened();
    expect(page.state()).toBe('as-of');
    page.send.hello(3, lots);
    expect(page.state()).toBe('live');
    expect(page.live.status.get().connection).toBe('synced');
  });

  it('[PSH2] says epoch and versions it holds, and is live after exactly what is newer came', () => {
    const page = openPage(seedOf(aLot(1), aLot(2, 4)));
    expect(page.link().request).toMatchObject({
      channels: ['auction:7'],
      claim: { epoch: 3, have: '1.1,2.4' },
    });
    page.send.opened();
    page.send.hello(3, [aLot(1), aLot(2, 5)]);
    expect(page.state()).toBe('as-of');
    page.send.lots(aLot(2, 5));
    expect(page.state()).toBe('live');
    expect(page.live.records.lot(2)?.version).toBe(5);
  });

  it('[PSH7] beats that are set rare make no page doubt between two of them', () => {
    const rare = { beatMs: 4_000, staleMs: 10_000 };
    const page = openPage(seedOf(aLot(1)));
    page.send.opened();
    page.send.hello(3, [aLot(1)], undefined, rare);
    for (let beat = 0; beat < 5; beat += 1) {
      page.pass(rare.beatMs - 1);
      expect(page.state()).toBe('live');
      page.pass(1);
      page.send.beat(3, [aLot(1)]);
    }
    page.pass(5_500);
    expect(page.state()).toBe('live');
    page.pass(500);
    expect(page.state()).toBe('catching-up');
    page.pass(4_000);
    expect(page.state()).toBe('stale');
  });

  it('[PSH7] a page that is stale sooner than late is stale in time', () => {
    const page = openPage(seedOf(aLot(1)));
    page.send.opened();
    page.send.hello(3, [aLot(1)], undefined, { beatMs: 200, staleMs: 500 });
    page.pass(500);
    expect(page.state()).toBe('stale');
  });

  it('[PSH7] catches up 2 s after the last proof and is stale at 5 s', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_999);
    expect(page.state()).toBe('live');
    page.pass(1);
    expect(page.state()).toBe('catching-up');
    page.pass(2_999);
    expect(page.state()).toBe('catching-up');
    page.pass(1);
    expect(page.state()).toBe('stale');
  });

  it('[EPO2] knows since when it shows another history than it began with, whoever told it', () => {
    const lots = [aLot(1)];
    const page = livePage(seedOf(...lots));
    const since = () => page.live.status.get().newHistoryAtMs;
    expect(since()).toBeNull();
    page.pass(1_000);
    page.send.frames({ t: 'reset', epoch: 4 });
    page.send.lots(...lots);
    page.send.beat(4, lots);
    expect([page.state(), since()]).toEqual(['live', page.nowMs()]);
    const first = since();
    page.pass(1_000);
    page.send.beat(4, lots);
    expect(since()).toBe(first);
    page.live.seed({ epoch: 5, lots, auctions: [] });
    expect(page.live.status.get().epoch).toBe(5);
    expect(since()).toBeCloseTo(page.nowMs(), -1);
  });

  it('[PSH7] a beat without this page’s channels proves nothing', () => {
    const page = livePage(seedOf(aLot(1)));
    for (let beat = 0; beat < 6; beat += 1) {
      page.pass(1_000);
      page.send.frames({ t: 'beat', nowMs: page.nowMs(), errorMs: 0, channels: {} });
    }
    expect(page.state()).toBe('stale');
  });

  it('[PSH7] a beat that overtakes its lots by a tick is no difference', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    page.send.beat(3, [aLot(1, 2)]);
    page.pass(25);
    page.send.lots(aLot(1, 2));
    page.pass(500);
    expect(page.state()).toBe('live');
    expect(page.link().claims).toHaveLength(0);
  });

  it('[PSH7] a beat that was held up for longer than staleness proves nothing', () => {
    const page = livePage(seedOf(aLot(1)));
    const heldUp = page.nowMs();
    for (let second = 0; second < 6; second += 1) {
      page.pass(1_000);
      page.send.beat(3, [aLot(1)], heldUp);
    }
    expect(page.state()).toBe('stale');
    page.send.beat(3, [aLot(1)]);
    expect(page.state()).toBe('live');
  });

  it('[PSH7] waking asks at once, and nothing is live until proven again', () => {
    const page = livePage(seedOf(aLot(1)));
    page.live.check('woke');
    expect(page.state()).toBe('catching-up');
    expect(page.link().claims).toEqual([{ epoch: 3, have: '1.1' }]);
    page.send.beat(3, [aLot(1)]);
    expect(page.state()).toBe('live');
  });

  it('[PSH7] without network it says offline, and opens again when it returns', () => {
    const page = livePage(seedOf(aLot(1)));
    page.live.check('went-offline');
    expect(page.state()).toBe('offline');
    expect(page.link().isClosed).toBe(true);
    page.live.check('came-online');
    expect(page.links).toHaveLength(2);
    page.send.opened();
    page.send.hello(3, [aLot(1)]);
    expect(page.state()).toBe('live');
  });
});
