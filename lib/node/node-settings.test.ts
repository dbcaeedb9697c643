import { describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import { runningNode } from './testing/node-world';

// Would catch: settings that are not followed, taken back by a master that read them late, or believed
// though they are none.

describe('the settings', () => {
  const told = { key: 'config', channel: 'config', version: 2 } as const;

  test('[ANT3] a notice has them fetched at that version, and they are gone by at once', async () => {
    const w = await runningNode();
    w.setConfig({ beatMs: 200 });
    expect(w.notify([told]).ok).toBe(true);
    await w.time.settle();
    expect(w.node.told()).toMatchObject({ configVersion: 2, config: { beatMs: 200 } });
    const beats = w.net.to('/internal/register').length;
    await w.time.pass(1_000);
    expect(w.net.to('/internal/register').length).toBe(beats + 5);
    // Answers of a master that has not read them yet do not take them back.
    expect(w.node.told().config.beatMs).toBe(200);
  });

  test('[ANT3] a master that has not read the newest takes nothing back, though it knows other terminals', async () => {
    const w = await runningNode();
    w.setConfig({ beatMs: 200 });
    w.notify([told]);
    await w.time.settle();
    w.truth.terminals = ['http://t1', 'http://t2'];
    await w.time.pass(1_000);
    expect(w.node.told()).toMatchObject({ configVersion: 2, terminals: ['http://t1'] });
    w.truth.configRead = w.truth.config;
    await w.time.pass(1_000);
    expect(w.node.told()).toMatchObject({
      configVersion: 2,
      config: { beatMs: 200 },
      terminals: ['http://t1', 'http://t2'],
    });
  });

  test('[ANT3][ANT1] without a notice a round finds them', async () => {
    const w = await runningNode();
    w.setConfig({ tickMs: 99 });
    w.truth.versions.set('config', 2);
    await w.time.pass(DEFAULT_LIVE_CONFIG.antiEntropyMs);
    expect(w.node.told().config.tickMs).toBe(99);
  });

  test('[ANT3] what is no settings is not gone by, and asked for again', async () => {
    const w = await runningNode();
    w.setConfig({ beatMs: -1 });
    w.notify([told]);
    await w.time.pass(1_000);
    expect(w.node.told().config).toEqual(DEFAULT_LIVE_CONFIG);
    w.truth.config = { body: { ...DEFAULT_LIVE_CONFIG, tickMs: 7 }, version: 2 };
    await w.time.pass(3_000);
    expect(w.node.told().config.tickMs).toBe(7);
  });

  test('[ANT3][EPO2] a higher epoch has settings of its own, at a lower version too', async () => {
    const w = await runningNode();
    w.setConfig({ tickMs: 99 });
    w.notify([told]);
    await w.time.settle();
    expect(w.node.told().config.tickMs).toBe(99);
    w.truth.epoch = 2;
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.node.epoch()).toBe(2);
    expect(w.node.told()).toMatchObject({ configVersion: 1, config: DEFAULT_LIVE_CONFIG });
  });

  test('[ANT1] more changes than a round lists make a node compare all, and claim nothing until it has', async () => {
    const w = await runningNode();
    w.watched.add('auction:7');
    w.truth.isTooMuch = true;
    w.truth.versions.set('lot:42', 17);
    w.truth.down.add('/internal/heads');
    await w.time.pass(DEFAULT_LIVE_CONFIG.antiEntropyMs);
    expect(w.claims()).toBe(false);
    expect(w.versions.get('lot:42')).toBeUndefined();
    w.truth.isTooMuch = false;
    w.truth.down.clear();
    await w.time.pass(1_000);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.claims()).toBe(true);
  });
});
