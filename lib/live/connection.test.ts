import { describe, expect, it } from 'vitest';
import { aLot, createFakeWorld } from './testing/fake-world';

const SEED = { epoch: 3, lots: [aLot(1)], auctions: [] };

function openPage(options: Parameters<typeof createFakeWorld>[0] = {}) {
  const world = createFakeWorld(options);
  world.live.watch({ channels: ['auction:7'], seed: SEED, asOfMs: world.nowMs() });
  world.pass(0);
  return world;
}

describe('a page’s connection', () => {
  it('[PSH2] moves to the next terminal when one dies, and says there what it holds', () => {
    const page = openPage();
    page.send.opened();
    page.send.hello(3, SEED.lots);
    page.send.lots(aLot(1, 2));
    expect(page.link().request.origin).toBe('http://t1');
    page.send.closed();
    expect(page.live.status.get().connection).toBe('waiting');
    page.pass(10_000);
    expect(page.links[1]?.request).toMatchObject({
      origin: 'http://t2',
      claim: { epoch: 3, have: '1.2' },
    });
    expect(page.links[1]?.transport).toBe('websocket');
  });

  it('[PSH7] a link that falls silent is given up before the page is stale', () => {
    const page = openPage();
    page.send.opened();
    page.send.hello(3, SEED.lots);
    page.pass(2_999);
    expect(page.link().isClosed).toBe(false);
    page.pass(1);
    expect(page.links[0]?.isClosed).toBe(true);
    page.pass(250);
    expect(page.links).toHaveLength(2);
    expect(page.live.status.get().freshness).toBe('catching-up');
  });

  it('[PSH7] one that never opens is given up too', () => {
    const page = openPage();
    page.pass(4_000);
    expect(page.links[0]?.isClosed).toBe(true);
    page.pass(10_000);
    expect(page.links.length).toBeGreaterThan(1);
  });

  it('[PSH7] one whose hello was lost is given up, whatever else it says', () => {
    const page = openPage();
    page.send.opened();
    for (let waitedMs = 0; waitedMs < 4_000; waitedMs += 500) {
      expect(page.links[0]?.isClosed).toBe(false);
      page.send.frames({ t: 'beat', nowMs: page.nowMs(), errorMs: 0, channels: {} });
      page.pass(500);
    }
    expect(page.links[0]?.isClosed).toBe(true);
    page.pass(250);
    expect(page.link().request.origin).toBe('http://t2');
    page.send.opened();
    page.send.hello(3, SEED.lots);
    expect(page.live.status.get().connection).toBe('synced');
  });

  it('[PSH7] waits longer for a first word with each failure, or a storm would only answer the gone', () => {
    const page = openPage();
    const patienceMs: number[] = [];
    for (let failure = 0; failure < 5; failure += 1) {
      const link = page.link();
      let waitedMs = 0;
      for (; !link.isClosed; waitedMs += 100) page.pass(100);
      patienceMs.push(waitedMs);
      // Chance draws the least of each wait.
      page.pass(250);
    }
    expect(patienceMs).toEqual([4_000, 8_000, 16_000, 16_000, 16_000]);
    page.send.opened();
    page.send.hello(3, SEED.lots);
    page.send.closed();
    page.pass(250);
    const next = page.link();
    page.pass(8_000);
    expect(next.isClosed).toBe(true);
  });

  it('[PSH1] falls back to event streams, then to polls, once no terminal answered before', () => {
    const page = openPage();
    for (let failure = 0; failure < 6; failure += 1) {
      page.send.closed();
      page.pass(20_000);
    }
    const tried = page.links.map((link) => `${link.transport} ${link.request.origin}`);
    expect(tried.slice(0, 6)).toEqual([
      'websocket http://t1',
      'websocket http://t2',
      'sse http://t1',
      'sse http://t2',
      'poll http://t1',
      'poll http://t2',
    ]);
  });

  it.each(['sse', 'poll'] as const)('[PSH1] forced to %s a page tries no other', (transport) => {
    const page = openPage({ transport });
    for (let failure = 0; failure < 5; failure += 1) {
      page.send.closed();
      page.pass(20_000);
    }
    expect(new Set(page.links.map((link) => link.transport))).toEqual(new Set([transport]));
  });

  it('[PSH1] after a hello one dead terminal does not cost the transport', () => {
    const page = openPage();
    page.send.opened();
    page.send.hello(3, SEED.lots);
    for (let failure = 0; failure < 3; failure += 1) {
      page.send.closed();
      page.pass(20_000);
    }
    expect(page.links.slice(0, 4).map((link) => link.transport)).toEqual([
      'websocket',
      'websocket',
      'websocket',
      'websocket',
    ]);
  });

  it('[PSH7] backs off longer with each failure and never below the minimum', () => {
    const page = openPage();
    page.send.closed();
    page.pass(249);
    expect(page.links).toHaveLength(1);
    page.pass(1);
    expect(page.links).toHaveLength(2);
  });

  it('[PSH2] learns the terminals alive from hello', () => {
    const page = openPage({ terminals: ['http://t1'] });
    page.send.opened();
    page.send.hello(3, SEED.lots, ['http://t1', 'http://t9']);
    page.send.closed();
    page.pass(1_000);
    expect(page.link().request.origin).toBe('http://t9');
  });

  it('starts when terminals become known, if there were none', () => {
    const page = openPage({ terminals: [] });
    expect(page.links).toHaveLength(0);
    page.live.learn(['http://t1']);
    page.pass(0);
    expect(page.links).toHaveLength(1);
  });

  it('frames that arrive after a link was left are not taken', () => {
    const page = openPage();
    page.send.opened();
    page.send.hello(3, SEED.lots);
    const left = page.link();
    page.pass(3_000);
    left.events.frames([{ t: 'lots', lots: [aLot(1, 9)] }]);
    left.events.closed();
    expect(page.live.records.lot(1)?.version).toBe(1);
  });

  it('an error frame ends the link; after-resync says again what is held instead', () => {
    const page = openPage();
    page.send.opened();
    page.send.hello(3, SEED.lots);
    page.send.frames({ t: 'error', kind: 'slow', retry: 'after-resync' });
    expect(page.link().claims).toHaveLength(1);
    page.send.frames({ t: 'error', kind: 'shed', retry: 'after-backoff' });
    expect(page.live.status.get().connection).toBe('waiting');
  });

  it('[PSH7] a terminal that sheds load is left alone for as long as it says', () => {
    const page = openPage();
    page.send.opened();
    page.send.frames({ t: 'error', kind: 'busy', retry: 'after-backoff', minBackoffMs: 7_000 });
    // And its own delay on top, or those who are sent away together came back together.
    page.pass(7_249);
    expect(page.links).toHaveLength(1);
    page.pass(1);
    expect(page.links).toHaveLength(2);
  });

  it('[PSH1] terminals that shed load do not cost the transport, which brought their answer', () => {
    const page = openPage();
    for (let refusal = 0; refusal < 6; refusal += 1) {
      page.send.opened();
      page.send.frames({ t: 'error', kind: 'busy', retry: 'after-backoff' });
      page.pass(250);
    }
    expect(page.links).toHaveLength(7);
    expect(new Set(page.links.map((link) => link.transport))).toEqual(new Set(['websocket']));
  });

  it('[PSH7] leaves a terminal that lives but proves nothing, and is ever more patient', () => {
    const page = openPage();
    const leftAtS: number[] = [];
    let seen = 1;
    for (let second = 1; second <= 45; second += 1) {
      page.pass(1_000);
      if (page.links.length > seen) {
        seen = page.links.length;
        leftAtS.push(second);
        page.send.opened();
        page.send.hello(3, []);
      }
      if (second === 1) {
        page.send.opened();
        page.send.hello(3, []);
      }
      page.send.frames({ t: 'beat', nowMs: page.nowMs(), errorMs: 0, channels: {} });
    }
    expect(leftAtS).toHaveLength(3);
    const waitedS = leftAtS.map((second, at) => second - (leftAtS[at - 1] ?? 1));
    expect(waitedS[1]).toBeGreaterThan((waitedS[0] ?? 0) * 1.5);
    expect(waitedS[2]).toBeGreaterThan((waitedS[1] ?? 0) * 1.5);
    expect(page.live.status.get().freshness).toBe('stale');
    page.send.hello(3, SEED.lots);
    expect(page.live.status.get().freshness).toBe('live');
  });

  it('leaves no timer behind when nothing is watched', () => {
    const world = createFakeWorld({});
    const stop = world.live.watch({ channels: ['auction:7'], seed: SEED, asOfMs: world.nowMs() });
    world.pass(0);
    world.send.opened();
    world.send.hello(3, SEED.lots);
    world.send.beat(3, SEED.lots);
    stop();
    world.pass(0);
    expect(world.pending()).toBe(0);
    expect(world.link().isClosed).toBe(true);
  });

  it('[ANT3] moves to another transport when the settings no longer allow its own, without losing what it holds', () => {
    const page = openPage();
    page.send.opened();
    page.send.hello(3, SEED.lots);
    page.send.hello(3, SEED.lots, undefined, { transports: ['sse'] });
    page.pass(0);
    expect(page.links.map((link) => link.transport)).toEqual(['websocket', 'sse']);
    expect(page.links[0]?.isClosed).toBe(true);
    expect(page.link().request.claim).toEqual({ epoch: 3, have: '1.1' });
    expect(page.live.status.get()).toMatchObject({
      connection: 'opening',
      path: { transport: 'sse' },
    });
    page.send.opened();
    page.send.hello(3, SEED.lots, undefined, { transports: ['sse'] });
    page.pass(500);
    expect(page.links).toHaveLength(2);
    expect(page.live.status.get().freshness).toBe('live');
  });

  it('[ANT3] stays where it is while its transport is still allowed, and when a person forced it', () => {
    const page = openPage();
    page.send.opened();
    page.send.hello(3, SEED.lots, undefined, { transports: ['sse', 'websocket'] });
    page.pass(100);
    expect(page.links).toHaveLength(1);
    const forced = openPage({ transport: 'websocket' });
    forced.send.opened();
    forced.send.hello(3, SEED.lots, undefined, { transports: ['sse'] });
    forced.pass(100);
    expect(forced.links).toHaveLength(1);
  });

  it('[ANT3] waits for as many beats as the settings now mean, the longer as the shorter', () => {
    const page = openPage();
    page.send.opened();
    page.send.hello(3, SEED.lots, undefined, { beatMs: 10_000 });
    page.pass(29_000);
    expect(page.link().isClosed).toBe(false);
    page.send.hello(3, SEED.lots, undefined, { beatMs: 500 });
    page.pass(1_499);
    expect(page.links[0]?.isClosed).toBe(false);
    page.pass(1);
    expect(page.links[0]?.isClosed).toBe(true);
  });
});
