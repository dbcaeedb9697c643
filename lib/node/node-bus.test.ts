import { describe, expect, test } from 'vitest';
import { CHANNEL, CLOCK_AHEAD_MS, hearing, lifeOf, MASTERS, world } from './testing/bus-world';

// Would catch: a node that claims to be current while it knows, or could know, that it missed
// something on the bus; one that stays silent about it; one that is never current again.

describe('a node on the bus', () => {
  test('[BUS1] is told directly until it hears a master on the bus, and current throughout', async () => {
    const w = await hearing();
    expect(w.registers()[0]?.bus).toEqual({ hears: null });
    expect([...w.line.asked].sort()).toEqual([CHANNEL, 'control']);
  });

  test('[BUS1] listens under what is watched, from the first watcher to the last', async () => {
    const w = await hearing();
    w.watched.add('lot:42');
    w.node.compareSoon('lot:42');
    expect(w.line.asked).toContain('lot:42');
    w.watched.delete('lot:42');
    await w.pass(250);
    expect([...w.line.asked].sort()).toEqual([CHANNEL, 'control']);
  });

  test('[BUS1] one that wants every record listens under one name for all', async () => {
    const w = world('cache-agent');
    w.node.start();
    await w.pass(1_000);
    expect([...w.line.asked].sort()).toEqual(['all', 'control']);
  });

  test('[BUS1] fetches what it is told of on the bus', async () => {
    const w = await hearing();
    w.truth.versions.set('lot:42', 17);
    const life = lifeOf('http://a');
    w.line.notice(CHANNEL, { key: 'lot:42', version: 17, channel: CHANNEL }, { incarnation: life });
    await w.time.settle();
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] a message lost, the next one shows it: nothing is claimed until a comparison', async () => {
    const w = await hearing();
    const as = { incarnation: lifeOf('http://a') };
    const entry = { key: 'lot:42', version: 16, channel: CHANNEL };
    w.line.notice(CHANNEL, entry, as);
    w.truth.versions.set('lot:42', 18).set('lot:43', 2);
    w.truth.down.add('/internal/heads');
    w.line.notice(CHANNEL, { ...entry, version: 17 }, { ...as, isLost: true });
    w.line.notice(CHANNEL, { ...entry, key: 'lot:43', version: 2 }, as);
    expect(w.claims()).toBe(false);
    await w.pass(1_000);
    expect(w.claims()).toBe(false);
    w.truth.down.clear();
    await w.pass(1_000);
    expect(w.versions.get('lot:42')).toBe(18);
    expect(w.claims()).toBe(true);
    expect(w.node.counters.busGaps).toBe(1);
  });

  test('[BUS1] the last message lost, the beat shows it', async () => {
    const w = await hearing();
    const as = { incarnation: lifeOf('http://a') };
    const entry = { key: 'lot:42', version: 16, channel: CHANNEL };
    w.line.notice(CHANNEL, entry, { ...as, isLost: true });
    w.truth.versions.set('lot:42', 16);
    expect(w.claims()).toBe(true);
    const lasts = { [CHANNEL]: w.line.last(CHANNEL, as.incarnation) };
    w.line.beat(w.time.clock.monotonicMs() + CLOCK_AHEAD_MS, { ...as, lasts });
    expect(w.claims()).toBe(false);
    await w.pass(500);
    expect(w.versions.get('lot:42')).toBe(16);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] the connection lost, it claims nothing, asks to be told directly, compares, is current', async () => {
    const w = await hearing();
    const before = w.registers().length;
    w.line.lose();
    expect(w.claims()).toBe(false);
    w.truth.versions.set('lot:42', 17);
    // At once, not with the next beat.
    await w.time.settle();
    expect(
      w
        .registers()
        .slice(before)
        .map((each) => each.bus),
    ).toEqual([{ hears: null }, { hears: null }]);
    await w.time.pass(500);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.claims()).toBe(true);
    await w.time.pass(20_000);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] the connection back, it is told over the bus again, with no gap between', async () => {
    const w = await hearing();
    w.line.lose();
    await w.time.pass(2_000);
    w.line.state.isUp = true;
    const before = w.registers().length;
    w.line.join();
    // Joined, but no beat came yet: it is not known whether anything is said there.
    await w.time.pass(1_000);
    expect(
      w
        .registers()
        .slice(before)
        .every((each) => each.bus?.hears === null),
    ).toBe(true);
    await w.pass(2_000);
    expect(w.registers().at(-1)?.bus?.hears).toBe(lifeOf('http://b'));
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] the bus frozen, within a second it claims nothing, and is current by direct notices', async () => {
    const w = await hearing();
    w.truth.down.add('/internal/register');
    // It keeps its connection; nothing comes any more, nor does an answer.
    await w.time.pass(1_010);
    expect(w.claims()).toBe(false);
    w.truth.down.clear();
    await w.time.pass(1_500);
    expect(w.registers().at(-1)?.bus).toEqual({ hears: null });
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] what comes late after a freeze is no proof: it says until when it was said', async () => {
    const w = await hearing();
    w.truth.down.add('/internal/register');
    const frozenAtMs = w.time.clock.monotonicMs();
    await w.time.pass(1_500);
    for (const url of MASTERS) {
      w.line.beat(frozenAtMs + 200 + CLOCK_AHEAD_MS, { incarnation: lifeOf(url) });
    }
    expect(w.claims()).toBe(false);
    w.beats();
    expect(w.claims()).toBe(true);
  });
});
