import { describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import { runningNode } from './testing/node-world';

// Would catch: a change missed by notices that anti-entropy does not mend, and a node that claims to be
// current while it cannot know.

describe('what a node may claim', () => {
  test('[ANT1] a change no notice told of is found within the interval', async () => {
    const w = await runningNode();
    w.truth.versions.set('lot:42', 17);
    await w.time.pass(DEFAULT_LIVE_CONFIG.antiEntropyMs);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.net.to('/internal/changes').at(-1)?.body).toEqual({ epoch: 1, token: '5' });
    expect(w.node.counters.mended).toBe(1);
  });

  test('[WIR5] one key that names no record costs no other its place in a round or a comparison', async () => {
    const w = await runningNode();
    w.watched.add('auction:7/0');
    w.truth.versions.set('lot:42', 17).set('note:5', 1).set('lot:43', 2);
    await w.time.pass(DEFAULT_LIVE_CONFIG.antiEntropyMs);
    expect([w.versions.get('lot:42'), w.versions.get('lot:43')]).toEqual([17, 2]);
    expect(w.versions.has('note:5')).toBe(false);
    expect(w.node.counters.antiEntropyRounds).toBeGreaterThan(1);
    expect(w.claims()).toBe(true);
    await w.time.pass(DEFAULT_LIVE_CONFIG.digestMs);
    expect(w.proofs).toContain('auction:7/0');
    expect(w.node.currency()).toBe('current');
    // Found in each round, and said once a minute.
    expect(w.node.counters.entriesLeftOut).toBeGreaterThan(5);
    const said = w.warnings.filter((line) => line.includes('"note:5"'));
    expect(said.length).toBeGreaterThanOrEqual(1);
    expect(said.length).toBeLessThanOrEqual(2);
  });

  test('[ANT1] the round goes to another master when the chosen one is gone', async () => {
    const w = await runningNode(['http://a', 'http://b']);
    w.truth.down.add('http://a');
    w.truth.versions.set('lot:42', 17);
    await w.time.pass(DEFAULT_LIVE_CONFIG.antiEntropyMs);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.node.currency()).toBe('current');
  });

  test('[ANT2] every digestMs each name that is watched is compared', async () => {
    const w = await runningNode();
    w.watched.add('auction:7/0');
    await w.time.pass(DEFAULT_LIVE_CONFIG.digestMs - 100);
    expect(w.proofs).toEqual(['dropped']);
    await w.time.pass(200);
    expect(w.proofs).toEqual(['dropped', 'auction:7/0']);
    await w.time.pass(DEFAULT_LIVE_CONFIG.digestMs);
    expect(w.proofs).toEqual(['dropped', 'auction:7/0', 'auction:7/0']);
  });

  test('[EPO2] a master of a lower epoch that answers every beat is none to be in touch with', async () => {
    const w = await runningNode();
    w.truth.epoch = 2;
    await w.time.pass(2 * DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.node.epoch()).toBe(2);
    expect(w.claims()).toBe(true);
    w.truth.epoch = 1;
    await w.time.pass(5 * DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.node.currency()).toBe('cut-off');
    expect(w.node.isReady()).toBe(false);
    expect(w.claims()).toBe(false);
  });

  test('[NTF5] a resync notice compares everything watched', async () => {
    const w = await runningNode();
    w.watched.add('auction:7/0');
    w.truth.versions.set('lot:42', 17);
    w.notify([{ op: 'resync', key: 'config', version: 1, channel: 'config' }]);
    expect(w.claims()).toBe(false);
    await w.time.pass(100);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.proofs).toContain('auction:7/0');
    expect(w.claims()).toBe(true);
  });

  test('[PSH7] out of touch with every master it claims nothing, in touch again only after a comparison', async () => {
    const w = await runningNode();
    expect(w.claims()).toBe(true);
    w.truth.down.add('http://a');
    await w.time.pass(2_400);
    expect(w.claims()).toBe(true);
    await w.time.pass(1_000);
    expect(w.claims()).toBe(false);
    expect(w.node.isReady()).toBe(false);
    w.truth.down.delete('http://a');
    w.truth.down.add('/internal/changes');
    await w.time.pass(1_500);
    expect(w.node.isReady()).toBe(true);
    expect(w.claims()).toBe(false);
    w.truth.down.clear();
    await w.time.pass(1_500);
    expect(w.claims()).toBe(true);
  });

  test('[PSH7] a record that was told of and does not come makes its channel unproven', async () => {
    const w = await runningNode();
    w.truth.down.add('/internal/fetch');
    w.notify([{ version: 17 }]);
    await w.time.pass(900);
    expect(w.claims()).toBe(true);
    await w.time.pass(200);
    expect(w.claims()).toBe(false);
    expect(w.node.mayClaim((key) => key === 'lot:43')).toBe(true);
  });

  test('[PSH7] while a master’s notices do not arrive it claims nothing, though its beats are answered', async () => {
    const w = await runningNode(['http://a', 'http://b']);
    w.truth.lagMs.set('http://b', 900);
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.claims()).toBe(true);
    w.truth.lagMs.set('http://b', 1_900);
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.node.currency()).toBe('current');
    expect(w.claims()).toBe(false);
    w.truth.lagMs.set('http://b', 0);
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.claims()).toBe(true);
  });

  test('[PSH7] a master that died owing notices silences nobody once rounds have covered them', async () => {
    const w = await runningNode(['http://a', 'http://b']);
    w.truth.lagMs.set('http://b', 1_900);
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    w.truth.down.add('http://b');
    await w.time.pass(DEFAULT_LIVE_CONFIG.antiEntropyMs);
    expect(w.claims()).toBe(false);
    await w.time.pass(DEFAULT_LIVE_CONFIG.antiEntropyMs + 1_000);
    expect(w.claims()).toBe(true);
  });

  test('[ANT1] what a master that is cut off both ways commits is found within a beat, not an interval', async () => {
    const w = await runningNode(['http://a', 'http://b']);
    w.truth.down.add('http://b');
    await w.time.pass(3 * DEFAULT_LIVE_CONFIG.beatMs);
    const before = w.net.to('/internal/changes').length;
    // Its notice does not come; the masters that can be reached know of it from the primary.
    w.truth.versions.set('lot:42', 17);
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.claims()).toBe(true);
    await w.time.pass(9 * DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.net.to('/internal/changes').length - before).toBeGreaterThanOrEqual(10);
    w.truth.down.clear();
    await w.time.pass(2 * DEFAULT_LIVE_CONFIG.beatMs);
    const settled = w.net.to('/internal/changes').length;
    await w.time.pass(10 * DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.net.to('/internal/changes').length - settled).toBeLessThanOrEqual(3);
  });

  test('[PSH7] while a master is silent, claims need rounds that are as young as beats', async () => {
    const w = await runningNode(['http://a', 'http://b']);
    w.truth.down.add('http://b');
    await w.time.pass(4 * DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.claims()).toBe(true);
    w.truth.down.add('/internal/changes');
    await w.time.pass(4 * DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.node.currency()).toBe('current');
    expect(w.claims()).toBe(false);
    w.truth.down.delete('/internal/changes');
    await w.time.pass(2 * DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.claims()).toBe(true);
  });

  test('[PSH7] rounds that fail for too long make everything unproven', async () => {
    const w = await runningNode();
    w.truth.down.add('/internal/changes');
    await w.time.pass(2 * DEFAULT_LIVE_CONFIG.antiEntropyMs + 2_000);
    expect(w.node.currency()).toBe('current');
    expect(w.claims()).toBe(false);
  });

  test('[ANT1] one record that cannot be held stops no claim but its own, and no round', async () => {
    const w = await runningNode();
    w.watched.add('auction:7').add('auction:8');
    w.poison.add('lot:50');
    w.truth.versions.set('lot:50', 2).set('lot:42', 2);
    await w.time.pass(3 * DEFAULT_LIVE_CONFIG.antiEntropyMs + 2_000);
    expect(w.versions.get('lot:42')).toBe(2);
    expect(w.node.counters.antiEntropyRounds).toBeGreaterThanOrEqual(3);
    expect(w.node.mayClaim((key) => key === 'lot:42')).toBe(true);
    expect(w.node.mayClaim((key) => key === 'lot:50')).toBe(false);
    w.poison.clear();
    await w.time.pass(2_500);
    expect(w.versions.get('lot:50')).toBe(2);
    expect(w.claims()).toBe(true);
  });

  test('[ANT2] nor does it keep a node from being current again after a resync', async () => {
    const w = await runningNode();
    w.watched.add('auction:7').add('auction:8');
    w.poison.add('lot:50');
    w.truth.versions.set('lot:42', 2).set('lot:50', 2);
    w.proofs.length = 0;
    w.notify([{ op: 'resync', key: 'config', version: 1, channel: 'config' }]);
    await w.time.pass(4_000);
    expect(w.node.currency()).toBe('current');
    expect(w.node.mayClaim((key) => key === 'lot:42')).toBe(true);
    expect(w.node.mayClaim((key) => key === 'lot:50')).toBe(false);
    // What was compared whole is proven; the name with the missing record is not, until it comes.
    expect(w.proofs).toContain('auction:7');
    expect(w.proofs).not.toContain('auction:8');
    w.poison.clear();
    await w.time.pass(15_000);
    expect(w.proofs).toContain('auction:8');
  });

  test('[CHN1] a notice of what nobody watches costs no fetch', async () => {
    const w = await runningNode();
    const { appetite } = w;
    Object.assign(appetite, { wants: () => false });
    expect(w.notify([{ version: 17 }]).ok).toBe(true);
    await w.time.settle();
    expect(w.net.to('/internal/fetch')).toEqual([]);
    expect(w.node.counters.entriesUnwatched).toBe(1);
  });
});
