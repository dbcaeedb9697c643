import { describe, expect, it } from 'vitest';
import { digestOf } from '../sync/digest';
import { aLot, createFakeWorld } from './testing/fake-world';
import { livePage, openPage, seedOf } from './testing/open-page';

describe('what a page compares with the house', () => {
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
});
