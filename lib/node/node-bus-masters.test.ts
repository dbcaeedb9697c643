import { describe, expect, test } from 'vitest';
import { CHANNEL, hearing, lifeOf, MASTERS, world } from './testing/bus-world';

describe('a node whose masters are on the bus or not', () => {
  test('[BUS1] one of two masters silent on the bus, it is told directly by that one alone', async () => {
    const w = await hearing();
    w.truth.mute.add('http://b');
    await w.pass(1_250);
    const last = new Map(w.net.to('/internal/register').map((call) => [call.master, call.body]));
    expect(last.get('http://a')).toMatchObject({ bus: { hears: lifeOf('http://a') } });
    expect(last.get('http://b')).toMatchObject({ bus: { hears: null } });
    await w.pass(500);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] a master silent everywhere is compared with once and no longer waited for', async () => {
    const w = await hearing();
    w.truth.mute.add('http://b');
    w.truth.down.add('http://b').add('/internal/changes');
    w.truth.versions.set('lot:42', 17);
    await w.pass(1_250);
    expect(w.claims()).toBe(false);
    await w.pass(2_000);
    expect(w.claims()).toBe(false);
    w.truth.down.delete('/internal/changes');
    await w.pass(1_000);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.claims()).toBe(true);
  });

  test('[BUS1] an answer that never came may have put it on the bus: that one counts then', async () => {
    const w = world();
    w.watched.add(CHANNEL);
    w.node.start();
    await w.pass(500);
    // The masters have heard "I hear you" and the answers are lost.
    w.truth.down.add('/internal/register');
    await w.pass(750);
    expect(w.registers().at(-1)?.bus?.hears).not.toBeNull();
    w.truth.mute.add('http://a').add('http://b');
    await w.pass(1_250);
    expect(w.claims()).toBe(false);
  });

  test('[BUS1] on another bus than its masters’ it is told so, once by each, and is not ready', async () => {
    const w = world();
    w.truth.refusal = 'this master tells nodes by the bus "direct", the node listens on "redis"';
    w.node.start();
    await w.pass(5_000);
    expect(w.node.isReady()).toBe(false);
    expect(w.warned).toEqual(MASTERS.map((master) => ({ master, why: w.truth.refusal })));
  });

  test('[EPO2] a message of a lower epoch is not heard, nor is it a beat', async () => {
    const w = await hearing();
    w.truth.epoch = 2;
    w.line.state.epoch = 2;
    await w.pass(1_500);
    expect(w.node.epoch()).toBe(2);
    w.line.state.epoch = 1;
    w.truth.versions.set('lot:42', 17);
    w.line.notice(CHANNEL, { key: 'lot:42', version: 99, channel: CHANNEL });
    await w.time.settle();
    expect(w.node.fetching()).toBe(0);
    await w.pass(1_250);
    expect(w.registers().at(-1)?.bus).toEqual({ hears: null });
  });

  test('[EPO2] a message of a higher epoch raises the node’s', async () => {
    const w = await hearing();
    w.truth.epoch = 2;
    w.line.state.epoch = 2;
    w.beats();
    expect(w.node.epoch()).toBe(2);
    expect(w.claims()).toBe(false);
    await w.pass(1_500);
    expect(w.claims()).toBe(true);
  });
});
