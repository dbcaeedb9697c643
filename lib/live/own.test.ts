import { describe, expect, it } from 'vitest';
import type { TerminalOut } from '../api/frames';
import type { OwnRegistration } from '../api/v1/registrations';
import { digestOf } from '../sync/digest';
import type { TransportName } from './link';
import { createLive } from './live';
import { withOwnNames } from './own-names';
import { aLot, createFakeWorld } from './testing/fake-world';

// The reader's private channels on a page with a fake network. Would catch: a notice after which the
// page asks nobody, or asks for each of ten; a ticket that runs out, is said twice in addresses or is
// asked for again and again; and a public part that suffers for the private one.

const LIFE_MS = 300_000;

interface Asked {
  channel: string;
  terminal: string | null;
}

/** A page that shows registration 9, rendered when something had concerned its owner twice. */
function ownPage(transport: TransportName = 'websocket', rendered = 2, ticketMs = 0) {
  const world = createFakeWorld({ transport });
  const asked: Asked[] = [];
  let looks = 0;
  const house = {
    version: rendered,
    answers: 'tickets' as 'tickets' | 'refusals' | 'nothing',
    bids: [] as object[],
  };
  const own = {
    async askTicket(wanted: Asked) {
      asked.push(wanted);
      if (ticketMs > 0)
        await new Promise((end) => void world.deps.timers.after(ticketMs, () => end(0)));
      if (house.answers === 'refusals') return 'refused' as const;
      if (house.answers === 'nothing') return null;
      return { ticket: `ticket-${asked.length}`, lifeMs: LIFE_MS };
    },
    async askOwn(id: number) {
      looks += 1;
      return {
        version: house.version,
        registration: { id },
        bids: house.bids,
      } as unknown as OwnRegistration;
    },
  };
  const live = createLive(
    { ...world.deps, own },
    { terminals: ['http://t1', 'http://t2'], transport },
  );
  const lots = [aLot(1)];
  live.watch({ channels: ['auction:7'], seed: { epoch: 3, lots, auctions: [] }, asOfMs: 0 });
  live.watchOwn([{ id: 9, version: rendered }]);
  world.pass(0);
  /** Time passes, and what was asked meanwhile is answered. */
  const settle = async (ms = 0) => {
    for (let at = 0; at < 4; at += 1) {
      world.pass(at === 0 ? ms : 0);
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    }
  };
  const link = () => world.link();
  const hello = () => {
    link().events.opened();
    link().events.frames([world.helloFrame(3, lots)]);
  };
  const frames = (...some: TerminalOut[]) => link().events.frames(some);
  const me = (version: number) => frames({ t: 'me', id: 9, version });
  const ended = (kind = 'ticket-expired') =>
    frames({ t: 'error', kind, retry: 'after-resync', channel: 'reg:9' });
  /** A beat that proves all else, and of the private channel what is given. */
  const beat = (version: number | null) => {
    const { channels } = world.helloFrame(3, lots);
    const mine = version === null ? {} : { 'reg:9': digestOf(3, [{ key: 'me:9', version }]) };
    frames({ t: 'beat', nowMs: world.nowMs(), errorMs: 0, channels: { ...channels, ...mine } });
  };
  return {
    ...{ world, live, house, asked, settle, link, hello, frames, me, ended, beat },
    looks: () => looks,
    news: () => live.news?.get(9) ?? null,
  };
}

describe('[PSH10] a notice', () => {
  it('[PSH10] makes the page ask what it is about, once for many', async () => {
    const page = ownPage();
    page.hello();
    await page.settle();
    let told = 0;
    page.live.news?.subscribe(9, () => {
      told += 1;
    });
    page.house.version = 5;
    for (const version of [3, 4, 5]) page.me(version);
    await page.settle(1_000);
    expect(page.looks()).toBe(1);
    expect(page.news()?.version).toBe(5);
    expect(told).toBe(1);
  });

  it('[PSH10] of what the rendering includes already makes it ask nobody', async () => {
    const page = ownPage();
    page.hello();
    page.me(2);
    await page.settle(5_000);
    expect(page.looks()).toBe(0);
  });

  it('[PSH10] that the answer does not include yet is asked about again', async () => {
    const page = ownPage();
    page.hello();
    page.me(3);
    await page.settle(1_000);
    expect(page.looks()).toBe(1);
    page.house.version = 3;
    await page.settle(1_000);
    expect([page.looks(), page.news()?.version]).toEqual([2, 3]);
    await page.settle(60_000);
    expect(page.looks()).toBe(2);
  });

  it('[PSH10] a newer rendering takes the place of what was asked', async () => {
    const page = ownPage();
    page.hello();
    page.house.version = 3;
    page.me(3);
    await page.settle(1_000);
    expect(page.news()).not.toBeNull();
    page.live.watchOwn([{ id: 9, version: 3 }]);
    expect(page.news()).toBeNull();
  });

  it('[EPO2] so it is when a newer rendering tells of the epoch first, and lost bids are shown no more', async () => {
    const page = ownPage();
    page.hello();
    page.house.bids = [{ lotId: 1, myMaxMinor: 20_000 }];
    page.house.version = 3;
    page.me(3);
    await page.settle(1_000);
    expect(page.news()?.bids).toHaveLength(1);
    expect(page.looks()).toBe(1);
    page.house.bids = [];
    page.house.version = 1;
    page.live.seed({ epoch: 4, lots: [aLot(1)], auctions: [] });
    expect(page.news()?.bids).toEqual([]);
    await page.settle(1_000);
    expect([page.looks(), page.news()?.version]).toEqual([2, 1]);
  });

  it('[EPO2] after a higher epoch counts begin anew, and the page looks', async () => {
    const page = ownPage();
    page.hello();
    page.house.version = 1;
    page.frames({ t: 'reset', epoch: 4 });
    await page.settle(1_000);
    expect([page.looks(), page.news()?.version]).toEqual([1, 1]);
    page.me(1);
    await page.settle(1_000);
    expect(page.looks()).toBe(1);
    // As low as what was rendered in the epoch before: news all the same.
    page.house.version = 2;
    page.me(2);
    await page.settle(1_000);
    expect([page.looks(), page.news()?.version]).toEqual([2, 2]);
  });

  it('[PSH7] that was lost shows in the beats: the page says again what it holds', async () => {
    const page = ownPage();
    page.hello();
    await page.settle();
    page.me(2);
    for (let at = 0; at < 5; at += 1) page.beat(2);
    expect(page.link().claims).toHaveLength(0);
    page.beat(3);
    page.beat(3);
    expect(page.link().claims).toHaveLength(1);
    // What the page shows of lots is proven all the same.
    expect(page.live.status.get().freshness).toBe('live');
  });
});

describe('[AUT1] a ticket', () => {
  it('[AUT1] is asked for where a link stands, and said in a message over a WebSocket', async () => {
    const page = ownPage();
    await page.settle(1_000);
    expect(page.asked).toEqual([]);
    page.hello();
    await page.settle();
    expect(page.asked).toEqual([{ channel: 'reg:9', terminal: null }]);
    expect(page.link().presented).toEqual([['ticket-1']]);
    expect(page.link().claims).toHaveLength(0);
  });

  it('[AUT1] is said as a new link opens while it is good, without asking again', async () => {
    const page = ownPage();
    page.hello();
    await page.settle();
    page.link().events.closed();
    page.world.pass(10_000);
    expect(page.link().request.claim.tickets).toEqual(['ticket-1']);
    page.hello();
    await page.settle();
    expect(page.asked).toHaveLength(1);
  });

  it('[AUT1] for an address is for that terminal, said once, and asked for before it opens', async () => {
    const page = ownPage('sse');
    expect(page.world.links).toHaveLength(0);
    await page.settle();
    page.hello();
    await page.settle(1_000);
    const { origin, claim } = page.link().request;
    expect(page.asked).toEqual([{ channel: 'reg:9', terminal: origin }]);
    expect(claim.tickets).toEqual(['ticket-1']);
    expect(page.world.links).toHaveLength(1);
    expect(page.link().claims).toEqual([]);
    page.live.check('asked');
    expect(page.link().claims.at(-1)?.tickets).toBeUndefined();
  });

  it('[AUT1] that is long in coming is not waited for: the stream opens anew with it', async () => {
    const page = ownPage('sse', 2, 260);
    page.world.pass(249);
    expect(page.world.links).toHaveLength(0);
    await page.settle(1);
    expect(page.link().request.claim.tickets).toBeUndefined();
    page.hello();
    await page.settle(10);
    expect(page.asked).toHaveLength(1);
    expect(page.link().claims.map(({ tickets }) => tickets)).toEqual([['ticket-1']]);
  });

  it('[AUT1] a page that leaves while it waits for one opens nothing', async () => {
    const page = ownPage('sse');
    page.live.check('went-offline');
    await page.settle(1_000);
    expect(page.world.links).toHaveLength(0);
  });

  it('[AUT1] is renewed before it ends, again and again, and nothing opens anew', async () => {
    const page = ownPage();
    page.hello();
    await page.settle();
    for (let minute = 0; minute < 20; minute += 1) {
      for (let second = 0; second < 60; second += 1) {
        page.beat(null);
        await page.settle(1_000);
        if (second % 5 === 0) page.beat(2);
      }
    }
    expect(page.asked.length).toBeGreaterThanOrEqual(5);
    expect(page.asked.length).toBeLessThanOrEqual(7);
    expect(page.link().presented).toHaveLength(page.asked.length);
    expect(page.world.links).toHaveLength(1);
  });

  it('[AUT1] that a terminal ended is asked for at once, and ever more seldom while that is vain', async () => {
    const page = ownPage();
    page.hello();
    await page.settle();
    page.ended('ticket-revoked');
    await page.settle();
    expect(page.asked).toHaveLength(2);
    for (let second = 0; second < 120; second += 1) {
      page.ended();
      page.beat(null);
      await page.settle(1_000);
    }
    expect(page.asked.length).toBeGreaterThan(4);
    expect(page.asked.length).toBeLessThan(30);
  });

  it.each([
    // An event stream opens anew with all; a client that polls keeps its place and the other stream.
    ['sse', ['reg:9', 'reg:11']],
    ['poll', ['reg:9']],
  ] as const)(
    '[AUT1] over %s one that ended is asked for once, and the others do not end by it',
    async (transport, asked) => {
      const page = ownPage(transport);
      page.live.watchOwn([
        { id: 9, version: 2 },
        { id: 11, version: 1 },
      ]);
      await page.settle();
      const seconds = async (count: number) => {
        for (let second = 0; second < count; second += 1) {
          page.hello();
          await page.settle(1_000);
        }
      };
      await seconds(5);
      const before = page.asked.length;
      expect(before).toBeLessThanOrEqual(3);
      page.ended();
      await seconds(30);
      expect(page.asked.slice(before).map(({ channel }) => channel)).toEqual(asked);
      expect(page.link().claims.at(-1)?.tickets).toHaveLength(asked.length);
    },
  );

  it('[AUT1] that is refused is not asked for again, and the page shows what else it may', async () => {
    const page = ownPage();
    page.house.answers = 'refusals';
    page.hello();
    for (let second = 0; second < 120; second += 1) {
      page.beat(null);
      await page.settle(1_000);
    }
    expect(page.asked).toHaveLength(1);
    expect(page.live.status.get()).toMatchObject({ freshness: 'live', connection: 'synced' });
    // A newer rendering shows the registration again: perhaps it was approved.
    page.house.answers = 'tickets';
    page.live.watchOwn([{ id: 9, version: 7 }]);
    await page.settle();
    expect(page.asked).toHaveLength(2);
  });

  it('[AUT1] that no master gives is asked for again when one answers', async () => {
    const page = ownPage();
    page.house.answers = 'nothing';
    page.hello();
    for (let second = 0; second < 10; second += 1) {
      page.beat(null);
      await page.settle(1_000);
    }
    expect(page.asked.length).toBeGreaterThan(1);
    expect(page.asked.length).toBeLessThan(8);
    page.house.answers = 'tickets';
    for (let second = 0; second < 70; second += 1) {
      page.beat(null);
      await page.settle(1_000);
    }
    expect(page.link().presented.length).toBeGreaterThanOrEqual(1);
  });

  it('[AUT1] whose end was said and lost is missed in the beats, and another is asked for', async () => {
    const page = ownPage();
    page.hello();
    await page.settle();
    for (let at = 0; at < 9; at += 1) page.beat(null);
    await page.settle();
    expect(page.asked).toHaveLength(1);
    page.beat(null);
    await page.settle();
    expect(page.asked).toHaveLength(2);
  });

  it('[AUT1] so is that of one channel while the others stand', async () => {
    const page = ownPage();
    page.live.watchOwn([
      { id: 9, version: 2 },
      { id: 11, version: 1 },
    ]);
    page.hello();
    await page.settle();
    expect(page.asked).toHaveLength(2);
    for (let at = 0; at < 10; at += 1) page.beat(2);
    await page.settle();
    expect(page.asked.slice(2).map(({ channel }) => channel)).toEqual(['reg:11']);
  });

  it('[AUT1] is asked for by nobody who shows nothing of their own', async () => {
    const page = ownPage();
    const other = createFakeWorld({ transport: 'websocket' });
    other.live.watch({
      channels: ['auction:7'],
      seed: { epoch: 3, lots: [aLot(1)], auctions: [] },
      asOfMs: 0,
    });
    other.pass(0);
    expect(other.live.news).toBeNull();
    expect(other.link().request.claim.tickets).toBeUndefined();
    expect(page.asked).toEqual([]);
  });
});

describe('what is watched so that notices arrive', () => {
  it('[PSH10] is the sales of the reader’s registrations where a page shows nothing that runs', () => {
    const own = [{ auctionId: 7 }, { auctionId: 8 }, { auctionId: 7 }];
    expect(withOwnNames([], own)).toEqual(['sale:7', 'sale:8']);
    expect(withOwnNames(['lot:42'], own)).toEqual(['lot:42']);
    expect(withOwnNames([], [])).toEqual([]);
  });
});
