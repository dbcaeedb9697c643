import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import { type HubWorld, startHub, UNREAD_MAX_BYTES } from './testing/hub-world';

const { tickMs, beatMs } = DEFAULT_LIVE_CONFIG;

let world: HubWorld;
beforeEach(() => {
  world = startHub();
});

describe('[PSH3] a page that does not read', () => {
  /** Fills a jammed page beyond what is allowed; every round changes both lots. */
  async function jam(slow: ReturnType<HubWorld['page']>): Promise<number> {
    slow.net.isJammed = true;
    slow.net.unsent = 300 * 1024;
    for (let version = 2; version <= 50; version += 1) {
      world.change(42, version);
      world.change(43, version);
      await world.time.pass(tickMs);
    }
    return 50;
  }

  test('[PSH3] is written nothing more, and gets only the newest versions when it reads', async () => {
    const slow = world.livePage();
    const version = await jam(slow);
    expect(slow.writes).toEqual([]);
    slow.drain();
    expect(slow.lots().length).toBe(1);
    const [write] = slow.writes;
    expect(write?.match(/"version":\d+/g)).toEqual([
      `"version":${version}`,
      `"version":${version}`,
    ]);
    world.change(42, 51);
    await world.time.pass(tickMs);
    expect(slow.lots().length).toBe(2);
  });

  test('[PSH3] that asks to catch up meanwhile does so once it reads', async () => {
    const slow = world.livePage();
    await jam(slow);
    slow.handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    expect(slow.writes).toEqual([]);
    slow.drain();
    expect(slow.writes[0]).toContain('event: hello');
    expect(slow.lots()[0]).toContain('"version":50');
    world.change(43, 51);
    await world.time.pass(tickMs);
    expect(slow.lots().at(-1)).toContain('"version":51');
  });

  test('[PSH3] for minutes, though nobody ends it, is written nothing and closed again and again', async () => {
    const deaf = world.livePage();
    await jam(deaf);
    const unsent = world.hub.unsentBytes();
    for (let version = 51; version <= 351; version += 1) {
      world.change(42, version);
      await world.time.pass(1_000);
    }
    expect(deaf.writes).toEqual([]);
    expect(world.hub.unsentBytes()).toBe(unsent);
    expect(deaf.net.closed.length).toBeGreaterThan(100);
    expect(new Set(deaf.net.closed)).toEqual(new Set(['too-slow']));
  });

  test('[PSH3] for 15 s is closed; others are not', async () => {
    const slow = world.livePage();
    const quick = world.livePage();
    await jam(slow);
    await world.time.pass(14_000);
    expect(slow.net.closed).toEqual([]);
    await world.time.pass(2_000 + beatMs);
    expect(slow.net.closed[0]).toBe('too-slow');
    expect(quick.net.closed).toEqual([]);
  });
});

describe('[PSH3] a page that leaves little unread', () => {
  /** Its network takes nothing more; what is written since stays far below what makes a page slow. */
  async function deafen(one: ReturnType<HubWorld['page']>) {
    one.net.isJammed = true;
    world.change(42, 2);
    await world.time.pass(beatMs);
    expect(one.net.unsent).toBeGreaterThan(0);
    expect(world.hub.slowPages()).toBe(0);
  }

  test('[PSH3] and takes nothing for a minute is closed; others are not', async () => {
    const deaf = world.livePage();
    const quick = world.livePage();
    await deafen(deaf);
    await world.time.pass(58_000);
    expect(deaf.net.closed).toEqual([]);
    await world.time.pass(2_000 + beatMs);
    expect(deaf.net.closed[0]).toBe('too-slow');
    expect(quick.net.closed).toEqual([]);
  });

  test('[PSH3] and takes some of it now and then is not closed, though it never has all', async () => {
    const behind = world.livePage();
    await deafen(behind);
    for (let minute = 0; minute < 10; minute += 1) {
      await world.time.pass(50_000);
      behind.net.unsent -= 100;
      expect(behind.net.unsent).toBeGreaterThan(0);
    }
    expect(behind.net.closed).toEqual([]);
    await world.time.pass(60_000 + 2 * beatMs);
    expect(behind.net.closed[0]).toBe('too-slow');
  });

  test('[PSH3] has its minute again once it has read everything', async () => {
    const late = world.livePage();
    await deafen(late);
    await world.time.pass(50_000);
    late.drain();
    await world.time.pass(beatMs);
    await deafen(late);
    await world.time.pass(50_000);
    expect(late.net.closed).toEqual([]);
  });
});

describe('[PSH3] all pages together', () => {
  test('[PSH3] leave no more unread than they may: who took nothing for longest goes first', async () => {
    const deaf = Array.from({ length: 12 }, () => world.livePage());
    const [first, ...others] = deaf;
    const quick = world.livePage();
    if (first) first.net.isJammed = true;
    world.change(42, 2);
    await world.time.pass(2 * beatMs);
    for (const { net } of others) net.isJammed = true;
    for (let version = 3; first?.net.closed.length === 0; version += 1) {
      world.change(42, version);
      await world.time.pass(tickMs);
    }
    expect(world.hub.slowPages(), 'one by one they are slow, which ends them too').toBe(0);
    const left = deaf.filter(({ net }) => net.closed.length === 0);
    const leftBytes = left.reduce((sum, { net }) => sum + net.unsent, 0);
    expect(leftBytes).toBeLessThanOrEqual(UNREAD_MAX_BYTES);
    expect(leftBytes).toBeGreaterThan(UNREAD_MAX_BYTES / 2);
    expect(others.some(({ net }) => net.closed.length === 0)).toBe(true);
    expect(quick.net.closed).toEqual([]);
    world.change(42, 1_000_000);
    await world.time.pass(tickMs);
    expect(quick.lots().at(-1)).toContain('"version":1000000');
  });
});
