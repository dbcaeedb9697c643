import { describe, expect, it } from 'vitest';
import { digestOf } from '../sync/digest';
import type { Seed } from './record-store';
import { aLot, createFakeWorld } from './testing/fake-world';

const seedOf = (...lots: ReturnType<typeof aLot>[]): Seed => ({ epoch: 3, lots, auctions: [] });

/** A page of sale 7 that has opened its link. */
function openPage(seed: Seed, options: Parameters<typeof createFakeWorld>[0] = {}) {
  const world = createFakeWorld(options);
  const stop = world.live.watch({ channels: ['auction:7'], seed, asOfMs: world.nowMs() });
  world.pass(0);
  return { ...world, stop, state: () => world.live.status.get().freshness };
}

/** The same, and proven current. */
function livePage(seed: Seed, options: Parameters<typeof createFakeWorld>[0] = {}) {
  const page = openPage(seed, options);
  page.send.opened();
  page.send.hello(3, seed.lots);
  return page;
}

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

  it('[PSH7] a digest that differs sends what is held again, and heals', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    page.send.beat(3, [aLot(1, 2)]);
    expect(page.link().claims).toHaveLength(0);
    page.pass(200);
    expect(page.state()).toBe('catching-up');
    expect(page.link().claims).toEqual([{ epoch: 3, have: '1.1' }]);
    page.send.lots(aLot(1, 2));
    expect(page.state()).toBe('live');
  });

  it('[PSH7] a terminal that cannot claim yet is not asked again: nothing differs', () => {
    const page = openPage(seedOf(aLot(1)));
    page.send.opened();
    page.send.frames({ ...page.helloFrame(3, []), channels: {} });
    for (let beat = 0; beat < 3; beat += 1) {
      page.pass(1_000);
      page.send.frames({ t: 'beat', nowMs: page.nowMs(), errorMs: 0, channels: {} });
    }
    expect(page.link().claims).toHaveLength(0);
    expect(page.state()).toBe('as-of');
    page.send.beat(3, [aLot(1)]);
    expect(page.state()).toBe('live');
  });

  it('[PSH7] what is named of two sales is compared, what is not named is no difference', () => {
    const world = createFakeWorld({});
    const seed = seedOf(aLot(1), aLot(9, 2, { auctionId: 8 }));
    world.live.watch({ channels: ['auction:7', 'auction:8'], seed, asOfMs: world.nowMs() });
    world.pass(0);
    world.send.opened();
    world.send.hello(3, [aLot(1)]);
    world.pass(500);
    expect(world.link().claims).toHaveLength(0);
    world.send.beat(3, [aLot(1, 2)]);
    world.pass(500);
    expect(world.link().claims).toHaveLength(1);
  });

  it('[PSH7] a sale announced without a channel in which the page holds a lot differs', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    const own = digestOf(3, []);
    page.send.frames({
      t: 'beat',
      nowMs: page.nowMs(),
      errorMs: 0,
      channels: { 'auction:7': own },
    });
    page.pass(200);
    expect(page.link().claims).toHaveLength(1);
  });

  it('[CHN1] a page of some lots of a sale is proven by one digest of theirs and one of the sale', () => {
    const world = createFakeWorld({});
    const auction = {
      id: 7,
      version: 4,
      state: 'live',
      opensAtMs: null,
      closesAtMs: null,
    } as const;
    const seed = {
      ...seedOf(aLot(1), aLot(2), aLot(3)),
      auctions: [{ ...auction, lotCount: 900 }],
    };
    const channels = ['sale:7', 'lot:1', 'lot:2'];
    world.live.watch({ channels, seed, asOfMs: world.nowMs() });
    world.pass(0);
    expect(world.link().request.claim).toEqual({ epoch: 3, have: '1.1,2.1' });
    world.send.opened();
    const beat = (lotVersion: number, saleVersion: number) =>
      world.send.frames({
        t: 'beat',
        nowMs: world.nowMs(),
        errorMs: 0,
        channels: {
          'sale:7': digestOf(3, [{ key: 'auction:7', version: saleVersion }]),
          lots: digestOf(3, [
            { key: 'lot:1', version: 1 },
            { key: 'lot:2', version: lotVersion },
          ]),
        },
      });
    const state = () => world.live.status.get().freshness;
    world.send.frames({ ...world.helloFrame(3, []), channels: {} });
    beat(1, 4);
    expect(state()).toBe('live');
    for (const [lotVersion, saleVersion] of [
      [2, 4],
      [1, 5],
    ] as const) {
      world.pass(2_500);
      beat(1, 4);
      expect(state()).toBe('live');
      beat(lotVersion, saleVersion);
      world.pass(200);
      expect(state()).toBe('catching-up');
      beat(1, 4);
    }
  });

  it('[CHN1] what is told of catalogue entries is for whoever keeps them to compare', () => {
    const world = createFakeWorld({});
    const auction = {
      id: 7,
      version: 4,
      state: 'live',
      opensAtMs: null,
      closesAtMs: null,
    } as const;
    const seed = { ...seedOf(), auctions: [{ ...auction, lotCount: 9 }] };
    world.live.watch({ channels: ['items:7', 'sale:7'], seed, asOfMs: world.nowMs() });
    world.pass(0);
    expect(world.link().request.claim).toEqual({ epoch: 3, have: '' });
    world.send.opened();
    const { records } = world.live;
    const told: (string | null)[] = [];
    records.subscribe('items:7', () => told.push(records.itemsDigest('items:7')));
    const sale = digestOf(3, [{ key: 'auction:7', version: 4 }]);
    const beat = (items: string | null) => {
      const channels = { 'sale:7': sale, ...(items !== null && { 'items:7': items }) };
      world.send.frames({ t: 'beat', nowMs: world.nowMs(), errorMs: 0, channels });
    };
    world.send.frames({ ...world.helloFrame(3, []), channels: {} });
    beat(null);
    expect(world.live.status.get().freshness).toBe('as-of');
    for (const digest of ['a'.repeat(16), 'a'.repeat(16), 'b'.repeat(16)]) {
      beat(digest);
      expect(world.live.status.get().freshness).toBe('live');
      world.pass(1_000);
    }
    expect(told).toEqual(['a'.repeat(16), 'b'.repeat(16)]);
    expect(world.link().claims).toHaveLength(0);
    world.send.frames({ t: 'reset', epoch: 4 });
    expect(records.itemsDigest('items:7')).toBeNull();
  });

  it('[PSH2] digests stand for versions above 4 KB, one for all single lots; below it never', () => {
    const many = Array.from({ length: 600 }, (_, at) =>
      aLot(1_000_001 + at, 10, { channel: Math.floor(at / 256) }),
    );
    const claimOf = (count: number, channels: readonly string[]) => {
      const world = createFakeWorld({});
      const seed = seedOf(...many.slice(0, count));
      world.live.watch({ channels, seed, asOfMs: world.nowMs() });
      world.pass(0);
      return world.link().request.claim;
    };
    const short = claimOf(256, ['sale:7', 'auction:7/0']);
    expect(short.digests).toBeUndefined();
    expect(short.have.split(',')).toHaveLength(256);
    expect(claimOf(600, ['auction:7'])).toMatchObject({ epoch: 3, have: '' });
    const channels = ['sale:7', 'auction:7/0', 'auction:7/1', 'lot:1000599', 'lot:1000600'];
    const { digests } = claimOf(600, channels);
    expect(Object.keys(digests ?? {}).sort()).toEqual(['auction:7/0', 'auction:7/1', 'lots']);
    const singles = [1_000_599, 1_000_600].map((id) => ({ key: `lot:${id}`, version: 10 }));
    expect(digests?.lots).toBe(digestOf(3, singles));
  });

  it('[PSH7] a difference that stays is asked about after 2, 4, 8 s, not with each beat', () => {
    const page = livePage(seedOf(aLot(1)));
    const askedAtS: number[] = [];
    for (let second = 1; second <= 20; second += 1) {
      page.pass(1_000);
      page.send.beat(3, [aLot(1, 2)]);
      // Each time the terminal answers, with nothing that helps.
      const link = page.link();
      page.pass(200);
      if (link.claims.length > askedAtS.length) {
        askedAtS.push(second);
        page.send.hello(3, [aLot(1, 2)]);
      }
      if (page.links.length > 1) break;
    }
    const spaces = askedAtS.slice(1).map((at, index) => at - (askedAtS[index] ?? 0));
    expect(spaces.length).toBeGreaterThan(0);
    expect(Math.min(...spaces)).toBeGreaterThanOrEqual(2);
    // And a terminal that never helps is left, however often it says hello.
    expect(page.links.length).toBe(2);
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

describe('what a page shows', () => {
  it('[G4] never goes back to an older version within an epoch', () => {
    const page = livePage(seedOf(aLot(1, 5)));
    page.send.lots(aLot(1, 4));
    page.send.frames({ t: 'gone', gone: [{ id: 1, version: 3 }] });
    expect(page.live.records.lot(1)?.version).toBe(5);
  });

  it('[G4] not even when a terminal that is behind resets it', () => {
    const page = livePage(seedOf(aLot(1, 5)));
    page.send.frames({ t: 'reset', epoch: 3 }, { t: 'lots', lots: [aLot(1, 4)] });
    expect(page.live.records.lot(1)?.version).toBe(5);
  });

  it('[EPO2] takes a lower version from a higher epoch, and ignores a lower epoch', () => {
    const page = livePage(seedOf(aLot(1, 5)));
    page.send.frames({ t: 'reset', epoch: 4 }, { t: 'lots', lots: [aLot(1, 2)] });
    expect(page.live.records.lot(1)?.version).toBe(2);
    page.send.hello(3, [aLot(1, 5)]);
    expect(page.live.status.get().connection).toBe('waiting');
    expect(page.live.records.lot(1)?.version).toBe(2);
  });

  it('[PSH2] what a reset does not bring back is dropped once the channel is proven', () => {
    const page = livePage(seedOf(aLot(1), aLot(2)));
    page.send.frames({ t: 'reset', epoch: 4 }, { t: 'lots', lots: [aLot(1)] });
    expect(page.live.records.lot(2)).not.toBeNull();
    page.send.beat(4, [aLot(1)]);
    expect(page.state()).toBe('live');
    expect(page.live.records.lot(2)).toBeNull();
  });

  it('[FET5] a tombstone removes a lot and still counts as held', () => {
    const page = livePage(seedOf(aLot(1), aLot(2)));
    page.send.frames({ t: 'gone', gone: [{ id: 2, version: 2 }] });
    expect(page.live.records.lot(2)).toBeNull();
    page.send.beat(3, [aLot(1)]);
    expect(page.state()).toBe('live');
    page.live.check('asked');
    expect(page.link().claims.at(-1)).toEqual({ epoch: 3, have: '1.1,2.2' });
  });

  it('redraws only the lot that changed', () => {
    const page = livePage(seedOf(aLot(1), aLot(2)));
    const told: string[] = [];
    page.live.records.subscribe('lot:1', () => told.push('lot:1'));
    page.live.records.subscribe('lot:2', () => told.push('lot:2'));
    page.send.lots(aLot(1), aLot(2, 2));
    expect(told).toEqual(['lot:2']);
  });

  it('[PSH2] above 4 KB says digests per channel instead of versions', () => {
    const lots = Array.from({ length: 900 }, (_, at) =>
      aLot(at + 1, 1, { channel: Math.floor(at / 256) }),
    );
    const page = openPage(seedOf(...lots));
    const { claim } = page.link().request;
    expect(claim.have).toBe('');
    expect(Object.keys(claim.digests ?? {}).sort()).toEqual([
      'auction:7/0',
      'auction:7/1',
      'auction:7/2',
      'auction:7/3',
    ]);
  });

  it('[PSH2] claims only what it watches: lots of an earlier page are no part of it', () => {
    const page = livePage(seedOf(aLot(1)));
    page.stop();
    const other = aLot(9, 2, { auctionId: 8 });
    page.live.watch({ channels: ['auction:8'], seed: seedOf(other), asOfMs: page.nowMs() });
    page.pass(0);
    expect(page.links).toHaveLength(2);
    expect(page.links[0]?.isClosed).toBe(true);
    expect(page.link().request.claim.have).toBe('9.2');
    expect(page.state()).toBe('as-of');
  });
});

describe('the primary’s time on a page', () => {
  it('[PSH7] is measured by a ping between two beats, with half the round trip as its error', () => {
    const page = livePage(seedOf(aLot(1)), { primaryMs: 9_000_000 });
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    expect(page.link().pings).toBe(0);
    page.pass(350);
    expect(page.link().pings).toBe(1);
    page.pass(40);
    page.send.beat(3, [aLot(1)], page.nowMs() - 20);
    const time = page.live.serverClock.read();
    expect(time?.errorMs).toBeLessThanOrEqual(20.1);
    expect(Math.abs((time?.nowMs ?? 0) - page.nowMs())).toBeLessThanOrEqual(20.1);
  });

  it('[PSH7] a rendering of a clock that is a little ahead does not turn a long open page stale', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(600_000);
    page.send.beat(3, [aLot(1)]);
    page.live.watch({ channels: ['auction:7'], seed: seedOf(aLot(1)), asOfMs: page.nowMs() + 40 });
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    expect(page.state()).toBe('live');
    expect(Math.abs((page.live.serverClock.read()?.nowMs ?? 0) - page.nowMs())).toBeLessThan(200);
  });

  it('[PSH7, EPO1] what was measured of the primary that was is void with the first word of the next one’s', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    // The next primary's clock is so near that nothing it says contradicts the old one's.
    page.send.frames({ ...page.helloFrame(4, [aLot(1)]), nowMs: page.nowMs() - 200 });
    expect(page.live.serverClock.read()).toMatchObject({
      nowMs: page.nowMs() - 200,
      errorMs: Number.POSITIVE_INFINITY,
    });
  });

  it('[PSH7, EPO1] so it is where a rendering told of the new epoch before the terminal, which says no hello', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    const seed = { ...seedOf(aLot(1)), epoch: 4 };
    page.live.watch({ channels: ['auction:7'], seed, asOfMs: page.nowMs() - 200 });
    page.send.beat(3, [aLot(1)]);
    page.send.frames({ t: 'reset', epoch: 4 });
    page.send.beat(4, [aLot(1)], page.nowMs() - 200);
    expect(page.live.serverClock.read()?.nowMs).toBe(page.nowMs() - 200);
  });

  it('[PSH7] a regular beat is never taken for the answer to a ping', () => {
    const page = livePage(seedOf(aLot(1)));
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    const before = page.live.serverClock.read()?.errorMs ?? 0;
    page.pass(950);
    page.send.beat(3, [aLot(1)]);
    expect(page.link().pings).toBe(1);
    expect(page.live.serverClock.read()?.errorMs).toBeGreaterThanOrEqual(before - 1);
  });

  it('[PSH7] asks a master where the transport cannot be spoken to', async () => {
    const page = livePage(seedOf(aLot(1)), { transport: 'sse' });
    page.pass(1_000);
    page.send.beat(3, [aLot(1)]);
    page.pass(350);
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
    expect(page.live.serverClock.read()?.errorMs).toBeLessThan(1);
  });
});
