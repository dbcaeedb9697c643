import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import { digestOf } from '../sync/digest';
import { FROM, type HubWorld, startHub } from './testing/hub-world';
import { lotRecord } from './testing/records';

const { tickMs, beatMs } = DEFAULT_LIVE_CONFIG;

let world: HubWorld;
beforeEach(() => {
  world = startHub();
});

describe('[PSH7] beats', () => {
  test('[PSH7] carry the primary’s time and the digest of what is held, or no digest at all', async () => {
    const { writes } = world.livePage();
    await world.time.pass(beatMs);
    const digest = digestOf(1, [
      { key: 'lot:42', version: 1 },
      { key: 'lot:43', version: 1 },
    ]);
    expect(writes.at(-1)).toContain('"nowMs":124');
    expect(writes.at(-1)).toContain(`"auction:7/0":"${digest}"`);
    world.told.claimable = false;
    await world.time.pass(beatMs);
    expect(writes.at(-1)).toContain('"channels":{}');
  });

  test('[ANT2] a page that came after the last comparison is not told what the others are', async () => {
    const early = world.livePage();
    await world.time.pass(10);
    const late = world.page();
    late.handle.sync({ epoch: 0, have: new Map() });
    await world.time.pass(beatMs);
    expect(early.writes.at(-1)).toContain('"auction:7/0"');
    expect(late.writes.at(-1)).toContain('"channels":{}');
    world.records.proven('auction:7', world.time.clock.monotonicMs());
    expect(late.writes.at(-1)).toContain('"auction:7/0"');
  });

  test('[ANT2][CHN1] of single lots, which have one digest together, each must be compared since the page came', async () => {
    const watched = ['lot:42', 'lot:43'];
    for (const id of [42, 43]) world.records.take(lotRecord(id, 1), FROM);
    const prove = (name: string) => world.records.proven(name, world.time.clock.monotonicMs());
    const [early, late] = [world.page(watched), world.page(watched)];
    early.handle.sync({ epoch: 0, have: new Map() });
    watched.forEach(prove);
    expect(early.writes.at(-1)).toContain('"lots":"');
    await world.time.pass(10);
    late.handle.sync({ epoch: 0, have: new Map() });
    prove('lot:42');
    await world.time.pass(beatMs);
    expect(late.writes.at(-1)).toContain('"channels":{}');
    prove('lot:43');
    expect(late.writes.at(-1)).toContain('"lots":"');
  });

  test('[ANT2] a page that says again what it holds keeps its proof: no comparison begins anew for it', async () => {
    const { writes, handle } = world.livePage();
    await world.time.pass(10);
    handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    expect(writes.at(-1)).toContain('"auction:7/0"');
    handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    await world.time.pass(beatMs);
    expect(writes.at(-1)).toContain('"auction:7/0"');
  });

  test('[ANT2] a page that asks again before it was proven is proven by the comparison under way', async () => {
    const first = world.livePage();
    const late = world.page();
    await world.time.pass(10);
    late.handle.sync({ epoch: 0, have: new Map() });
    const begunAtMs = world.time.clock.monotonicMs();
    await world.time.pass(200);
    late.handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    await world.time.pass(200);
    expect(late.writes.at(-1)).not.toContain('"auction:7/0"');
    world.records.proven('auction:7', begunAtMs);
    expect(late.writes.at(-1)).toContain('"auction:7/0"');
    expect(first.net.closed).toEqual([]);
  });

  test('[EPO2] a page that asks again in a higher epoch is proven only by a comparison of that epoch', async () => {
    const { writes, handle } = world.livePage();
    await world.time.pass(10);
    world.told.epoch = 2;
    world.records.dropAll(2);
    handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    await world.time.pass(beatMs);
    expect(writes.at(-1)).toContain('"channels":{}');
  });

  test('[PSH1] a page that never says what it holds is closed', async () => {
    const mute = world.page();
    await world.time.pass(10_000 + 2 * beatMs);
    expect(mute.writes.at(-1)).toContain('no-sync');
    expect(mute.net.closed[0]).toBe('invalid');
  });
});

describe('[PSH7] a storm', () => {
  const enter = (count: number) =>
    Array.from({ length: count }, () => {
      const came = world.page();
      came.handle.sync({ epoch: 0, have: new Map() });
      return came;
    });
  const refused = (came: ReturnType<typeof enter>) =>
    came.filter(({ net }) => net.closed[0] === 'try-later').length;

  test('[PSH7] lets in as many as can be proven, and sends the others away until those are', async () => {
    const there = world.livePage();
    await world.time.pass(10);
    const first = enter(500);
    expect(refused(first)).toBe(300);
    const sentAway = first.find(({ net }) => net.closed.length > 0);
    expect(sentAway?.writes.join()).toContain('"kind":"busy","retry":"after-backoff"');
    expect(world.hub.counters().shed).toBe(300);
    // Those who were here before say again what they hold whenever they like.
    there.handle.sync({ epoch: 1, have: new Map([[42, 1]]) });
    world.change(42, 2);
    await world.time.pass(tickMs);
    expect(there.lots().at(-1)).toContain('"version":2');
    world.records.proven('auction:7', world.time.clock.monotonicMs());
    expect(refused(enter(200))).toBe(0);
    expect(there.net.closed).toEqual([]);
  });

  test('[PSH7] pages that cannot be proven, or went, keep nobody out for long', async () => {
    world.livePage();
    await world.time.pass(10);
    world.told.claimable = false;
    const [one, ...others] = enter(200);
    expect(others.length).toBe(199);
    expect(refused(enter(1))).toBe(1);
    one?.handle.closed();
    expect(refused(enter(1))).toBe(0);
    await world.time.pass(2_001);
    expect(refused(enter(200))).toBe(0);
  });
});

describe('[ANT3] settings', () => {
  const greetings = (writes: readonly string[]) =>
    writes.filter((text) => text.includes('event: hello'));

  test('[ANT3] new settings are said to every page at once, and beats go by them', async () => {
    const { writes } = world.livePage();
    world.told.config = { ...DEFAULT_LIVE_CONFIG, beatMs: 200 };
    world.hub.greetAll();
    expect(greetings(writes)).toHaveLength(1);
    expect(writes.at(-1)).toContain('"beatMs":200');
    await world.time.pass(1_000);
    expect(writes.filter((text) => text.includes('event: beat'))).toHaveLength(5);
  });

  test('[ANT3] a page that was slow then is told when it has read what it was sent, once', () => {
    const { writes, net, drain } = world.livePage();
    Object.assign(net, { isJammed: true, unsent: 1_000_000 });
    world.told.config = { ...DEFAULT_LIVE_CONFIG, beatMs: 300 };
    world.hub.greetAll();
    expect(greetings(writes)).toHaveLength(0);
    drain();
    expect(greetings(writes)).toHaveLength(1);
    expect(greetings(writes)[0]).toContain('"beatMs":300');
    drain();
    expect(greetings(writes)).toHaveLength(1);
  });
});
