import { describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import type { MasterAnswer } from './master-calls';
import { INCARNATION, runningNode, world } from './testing/node-world';
import { gate } from './testing/scripted-masters';

// Would catch: a notice taken from a stranger, for another life or of a lower epoch, and what an
// earlier epoch answers late.

describe('a node', () => {
  test('[NOD1] registers with every master, then compares, then is current', async () => {
    const w = world(['http://a', 'http://b']);
    expect(w.node.isReady()).toBe(false);
    w.node.start();
    await w.time.pass(10);
    expect(w.net.to('/internal/register').map((call) => call.master)).toEqual([
      'http://a',
      'http://b',
    ]);
    expect(w.node.currency()).toBe('current');
    expect(w.node.told()).toMatchObject({ configVersion: 1, terminals: ['http://t1'] });
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.net.to('/internal/register').length).toBe(4);
    expect(w.net.to('/internal/register')[0]?.body).toMatchObject({ gauges: { connections: 3 } });
  });

  test('[EPO1] says with its beats which history it is in, once it knows', async () => {
    const w = await runningNode();
    const beats = () => w.net.to('/internal/register').map(({ body }) => body);
    expect(beats()[0]).not.toHaveProperty('history');
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    const installation = 'the-database-of-tests';
    expect(beats().at(-1)).toMatchObject({ history: { installation, epoch: 1 } });
    w.truth.epoch = 2;
    await w.time.pass(2 * DEFAULT_LIVE_CONFIG.beatMs);
    expect(beats().at(-1)).toMatchObject({ history: { installation, epoch: 2 } });
  });

  test('[TIM1] knows the primary’s time from the answers, not from its own wall clock', async () => {
    const w = await runningNode();
    await w.time.pass(700);
    expect(w.node.primaryTime.now()?.ms).toBe(w.time.clock.monotonicMs() + 1_000_000);
  });

  test('[NTF3] acknowledges a notice by master, both incarnations and seqs', async () => {
    const w = await runningNode();
    w.truth.versions.set('lot:42', 17);
    expect(w.notify([{ version: 17 }, { key: 'item:42', version: 3 }])).toEqual({
      ok: true,
      value: {
        master: 'master-1',
        masterIncarnation: 'life-of-master',
        nodeIncarnation: INCARNATION,
        seqs: [0xffffffff, 0xfffffffe],
      },
    });
    await w.time.settle();
    expect(w.versions.get('lot:42')).toBe(17);
    // Of a catalogue entry the version is all a node needs.
    expect(w.versions.get('item:42')).toBe(3);
    expect(w.net.to('/internal/fetch').length).toBe(1);
  });

  test('[WIR5] of a notice with a key that names no record the rest is taken, and all acknowledged', async () => {
    const w = await runningNode();
    w.truth.versions.set('lot:42', 17);
    const told = [{ key: 'lot:0', version: 3 }, { version: 17 }] as const;
    expect(w.notify([...told])).toMatchObject({
      ok: true,
      value: { seqs: [0xfffffffe, 0xffffffff] },
    });
    await w.time.settle();
    expect(w.versions.get('lot:42')).toBe(17);
    expect(w.node.counters).toMatchObject({ entriesLeftOut: 1, noticeEntries: 1 });
    expect(w.warnings.at(-1)).toContain('such as "lot:0"');
  });

  test.each([
    ['for an earlier life', { to: 'life-before-this' }, 409],
    ['of a lower epoch', { epoch: 1 }, 409],
    ['with a token of a stranger', { token: 'Lotcast a.b.1.c' }, 401],
    ['without a token', { token: '' }, 401],
  ])('[NOD1] a notice %s is not acknowledged and causes nothing', async (_name, as, status) => {
    const w = world();
    w.truth.epoch = 2;
    w.node.start();
    await w.time.pass(10);
    const answer = w.notify([{ version: 17 }], { epoch: 2, ...as });
    expect(answer).toMatchObject({ ok: false, error: { status } });
    await w.time.settle();
    expect(w.net.to('/internal/fetch')).toEqual([]);
    expect(w.node.counters.notices).toBe(0);
  });

  test('[NOD1] what is no notice is a 400', async () => {
    const w = await runningNode();
    expect(w.notify([{ version: -1 }])).toMatchObject({ ok: false, error: { status: 400 } });
  });

  test('[EPO2] a notice of a higher epoch drops everything and compares anew', async () => {
    const w = await runningNode();
    w.truth.versions.set('lot:42', 17);
    w.notify([{ version: 17 }]);
    await w.time.settle();
    w.truth.epoch = 2;
    w.truth.versions.set('lot:42', 9);
    expect(w.notify([{ version: 9 }], { epoch: 2 }).ok).toBe(true);
    expect(w.claims()).toBe(false);
    await w.time.pass(1_000);
    expect(w.node.epoch()).toBe(2);
    expect(w.versions.get('lot:42')).toBe(9);
    expect(w.claims()).toBe(true);
  });

  test('[NOD1, EPO2] registers at once when the epoch rises, and claims nothing before a master of it answered', async () => {
    const w = await runningNode();
    const beats = () => w.net.to('/internal/register').length;
    const before = beats();
    w.truth.epoch = 2;
    const registering = gate<MasterAnswer>();
    w.truth.held.set('/internal/register', registering.promise);
    w.notify([], { epoch: 2 });
    expect(beats()).toBe(before + 1);
    // Whatever else is answered in that epoch, in the list of nodes it may stand no more.
    await w.time.pass(900);
    expect(w.node.currency()).toBe('rejoining');
    expect(w.claims()).toBe(false);
    w.truth.held.clear();
    registering.open({ status: 503, body: { detail: 'this master cannot read the list yet' } });
    await w.time.pass(10);
    expect(w.claims()).toBe(false);
    await w.time.pass(DEFAULT_LIVE_CONFIG.beatMs);
    expect(w.claims()).toBe(true);
  });

  test.each(['/internal/changes', '/internal/heads', '/internal/fetch'])(
    '[EPO2] an answer to %s that was on its way when the epoch rose belongs to nobody',
    async (path) => {
      const w = await runningNode();
      w.watched.add('auction:7');
      w.truth.versions.set('lot:42', 17);
      const late = gate<MasterAnswer>();
      w.truth.held.set(path, late.promise);
      // Something to ask on each of the three paths.
      w.notify([{ op: 'resync', key: 'config', version: 1, channel: 'config' }]);
      await w.time.pass(100);
      expect(w.net.calls.at(-1)?.path).toBe(path);
      w.truth.held.clear();
      const ofTheOld = { key: 'lot:42', version: 99, channel: 'auction:7/0', gone: false };
      w.truth.epoch = 2;
      w.truth.versions.clear();
      w.notify([], { epoch: 2 });
      w.proofs.length = 0;
      late.open({
        status: 200,
        body: {
          epoch: 1,
          token: '999',
          changes: [ofTheOld],
          channels: [
            {
              name: 'auction:7',
              digest: '0'.repeat(16),
              heads: [{ key: 'lot:42', version: 99, gone: true }],
            },
          ],
          records: [{ ...ofTheOld, body: {} }],
          unknown: [],
          source: path === '/internal/fetch' ? { replica: 1, primary: 0 } : 'replica',
        },
      });
      await w.time.pass(20_000);
      expect(w.versions.get('lot:42')).toBeUndefined();
      expect(w.taken.some(({ version }) => version === 99)).toBe(false);
      const asked = w.net.to('/internal/changes').map(({ body }) => body);
      expect(asked).not.toContainEqual({ epoch: 2, token: '999' });
    },
  );

  test('[EPO2] what waits for its record when the epoch rises proves nothing of the new one, and its token is not gone by', async () => {
    const w = await runningNode();
    w.watched.add('auction:7');
    w.truth.versions.set('lot:42', 17);
    w.truth.held.set('/internal/fetch', gate<MasterAnswer>().promise);
    w.notify([{ op: 'resync', key: 'config', version: 1, channel: 'config' }]);
    await w.time.pass(100);
    // The round was answered and waits for lot 42; nothing after it was asked.
    expect(w.net.calls.at(-1)?.path).toBe('/internal/fetch');
    const before = w.net.to('/internal/changes').length;
    w.truth.epoch = 2;
    // Its first round fails: the next one must not ask from where the old epoch was.
    w.truth.down.add('/internal/changes');
    w.notify([], { epoch: 2 });
    w.proofs.length = 0;
    await w.time.pass(700);
    const asked = w.net.to('/internal/changes').slice(before);
    expect(asked.length).toBeGreaterThan(1);
    for (const { body } of asked) expect(body).toEqual({ epoch: 2, token: null });
    w.truth.down.delete('/internal/changes');
    await w.time.pass(700);
    // The same with a comparison of one name that waits.
    w.truth.down.add('/internal/changes');
    w.node.compareSoon('auction:7');
    await w.time.pass(100);
    w.truth.down.add('/internal/heads');
    w.truth.epoch = 3;
    w.notify([], { epoch: 3 });
    await w.time.pass(500);
    expect(w.proofs).not.toContain('auction:7');
    expect(w.claims()).toBe(false);
  });

  test('[EPO1] a master of another database is not believed', async () => {
    const w = world(['http://a', 'http://b']);
    w.truth.installation.set('http://b', 'another-database');
    w.node.start();
    await w.time.pass(10);
    expect(w.node.installation()).toBe('the-database-of-tests');
    expect(w.claims()).toBe(true);
    expect(w.node.counters.beatFailures).toBe(1);
    w.truth.down.add('http://a');
    await w.time.pass(4_000);
    expect(w.claims()).toBe(false);
  });

  test('[EPO1] a master that refuses our epoch is asked which one it has', async () => {
    const w = await runningNode();
    w.truth.epoch = 3;
    w.truth.versions.set('lot:42', 4);
    w.notify([{ version: 5 }]);
    await w.time.pass(50);
    expect(w.node.epoch()).toBe(3);
  });
});
