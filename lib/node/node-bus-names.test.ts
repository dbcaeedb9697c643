import { describe, expect, test } from 'vitest';
import type { MasterAnswer } from './master-calls';
import { BEAT_MS, CHANNEL, hearing } from './testing/bus-world';
import { gate } from './testing/scripted-masters';

describe('a name on the bus', () => {
  test('[BUS1] a name is current only by a comparison begun after it was joined', async () => {
    const w = await hearing();
    const claims = () => w.node.mayClaim((_key, channel) => channel === 'lot:42');
    const others = () => w.node.mayClaim((_key, channel) => channel === CHANNEL);
    w.watched.add('lot:42');
    w.proofs.length = 0;
    w.node.compareSoon('lot:42');
    // Beats come, but the name is not joined.
    for (let beat = 0; beat < 4; beat += 1) {
      await w.time.pass(BEAT_MS);
      w.beats();
    }
    expect(claims()).toBe(false);
    expect(w.proofs).not.toContain('lot:42');
    expect(others()).toBe(true);
    await w.pass(1_000);
    expect(w.proofs).toContain('lot:42');
    expect(claims()).toBe(true);
  });

  test('[BUS1] a comparison that was under way when a name was joined does not prove it', async () => {
    const w = await hearing();
    const claims = () => w.node.mayClaim((_key, channel) => channel === 'lot:42');
    w.watched.add('lot:42');
    w.proofs.length = 0;
    const slow = gate<MasterAnswer>();
    w.truth.heads = slow.promise;
    w.node.compareSoon('lot:42');
    await w.time.pass(BEAT_MS);
    w.line.join();
    w.beats();
    // What was said between its reading and the joining reached nobody here.
    slow.open({ status: 200, body: { epoch: 1, channels: [] } });
    w.truth.down.add('/internal/heads');
    await w.pass(BEAT_MS);
    expect(w.proofs).not.toContain('lot:42');
    expect(claims()).toBe(false);
    w.truth.heads = null;
    w.truth.down.clear();
    await w.pass(1_500);
    expect(w.proofs).toContain('lot:42');
    expect(claims()).toBe(true);
  });

  test('[BUS1] a name that is not joined for long is told of directly', async () => {
    const w = await hearing();
    w.watched.add('lot:42');
    w.node.compareSoon('lot:42');
    for (let beat = 0; beat < 14; beat += 1) {
      await w.time.pass(BEAT_MS);
      w.beats();
    }
    expect(w.registers().at(-1)?.bus).toEqual({ hears: null });
    expect(w.node.mayClaim((_key, channel) => channel === 'lot:42')).toBe(true);
  });
});
