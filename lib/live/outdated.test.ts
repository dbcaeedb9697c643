import { describe, expect, it } from 'vitest';
import { PROTOCOL, type TerminalOut } from '../api/frames';
import { linkQuery } from './link';
import { parseFrames } from './parse-frames';
import { aLot, createFakeWorld } from './testing/fake-world';

// A page and terminals of another version of the protocol, on simulated time. Would catch: a page that
// reconnects for ever to a house it cannot understand, one that gives up while a terminal of its own
// version is there, and one that cannot be brought back.

const SEED = { epoch: 3, lots: [aLot(1)], auctions: [] };
const FOREIGN: TerminalOut = { t: 'error', kind: 'other-protocol', retry: 'never' };

function openPage(options: Parameters<typeof createFakeWorld>[0] = {}) {
  const world = createFakeWorld(options);
  world.live.watch({ channels: ['auction:7'], seed: SEED, asOfMs: world.nowMs() });
  world.pass(0);
  return { ...world, connection: () => world.live.status.get().connection };
}

/** Every terminal that is asked says so. */
function refuseAll(page: ReturnType<typeof openPage>, times: number) {
  for (let nth = 0; nth < times; nth += 1) {
    page.send.frames(FOREIGN);
    page.pass(1_000);
  }
}

describe('[WIR4] a page of another version than the house', () => {
  it('[WIR4] asks each terminal once, then asks for itself to be loaded anew and rests', () => {
    const page = openPage();
    refuseAll(page, 2);
    expect(page.connection()).toBe('opening');
    refuseAll(page, 1);
    expect(page.connection()).toBe('outdated');
    expect(page.links.map(({ request }) => request.origin)).toEqual([
      'http://t1',
      'http://t2',
      'http://t1',
    ]);
    page.pass(3_600_000);
    expect(page.links).toHaveLength(3);
    expect(page.link().isClosed).toBe(true);
    // What it shows grows old, and it bids no more.
    expect(page.live.status.get().freshness).toBe('stale');
  });

  it('[WIR4] stays with a terminal of its own version while there is one', () => {
    const page = openPage();
    page.send.frames(FOREIGN);
    page.pass(1_000);
    page.send.opened();
    page.send.hello(3, SEED.lots);
    expect(page.live.status.get()).toMatchObject({ connection: 'synced', freshness: 'live' });
    // Lost, it begins anew: the other may have been put back meanwhile.
    page.send.closed();
    page.pass(1_000);
    page.send.frames(FOREIGN);
    expect(page.connection()).toBe('waiting');
  });

  it('[WIR4] does not wait for a terminal that is dead', () => {
    const page = openPage();
    page.send.frames(FOREIGN);
    page.pass(1_000);
    page.send.closed();
    page.pass(1_000);
    page.send.frames(FOREIGN);
    expect(page.connection()).toBe('outdated');
  });

  it.each(['asked', 'woke', 'came-online'] as const)(
    '[WIR4] tries again when it %s, and goes on where it is understood',
    (cause) => {
      const page = openPage({ terminals: ['http://t1'] });
      refuseAll(page, 2);
      expect(page.connection()).toBe('outdated');
      page.live.check(cause);
      expect(page.connection()).toBe('opening');
      page.send.frames(FOREIGN);
      expect(page.connection()).toBe('outdated');
      page.live.check(cause);
      page.send.opened();
      page.send.hello(3, SEED.lots);
      expect(page.live.status.get()).toMatchObject({ connection: 'synced', freshness: 'live' });
    },
  );

  it('[WIR4] reads so much of any hello as says its version', () => {
    const hello = { t: 'hello', protocol: PROTOCOL + 1, era: 'of frames to come' };
    expect(parseFrames(hello)).toEqual([FOREIGN]);
    expect(parseFrames([hello, { t: 'strange' }])).toEqual([FOREIGN]);
    // Of its own version what it cannot read is no version but a fault: it goes elsewhere.
    expect(parseFrames({ ...hello, protocol: PROTOCOL })).toBeNull();
  });

  it('[WIR4] says in every address which version it speaks', () => {
    const query = linkQuery({ channels: ['auction:7'], claim: { epoch: 3, have: '1.1' } });
    expect(new URLSearchParams(query).get('protocol')).toBe(String(PROTOCOL));
  });
});
