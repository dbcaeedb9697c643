import { describe, expect, it } from 'vitest';
import { createFakeTime } from '@/lib/live/testing/fake-world';
import { keepSession, REFRESH_MS, RETRY_MS, type SessionState } from './keep-session';

/** A tab: what all tabs remember, whether it is seen, and what the house answers. */
function tab(more: { renewedAtMs?: number } = {}) {
  const time = createFakeTime();
  const world = {
    renewedAtMs: more.renewedAtMs ?? null,
    isVisible: true,
    answer: 'kept' as SessionState,
    asked: 0,
    changes: 0,
    seen: () => {},
  };
  const stop = keepSession({
    clock: time.clock,
    timers: time.timers,
    renew: async () => {
      world.asked += 1;
      return world.answer;
    },
    isVisible: () => world.isVisible,
    onVisible: (told) => {
      world.seen = told;
      return () => {
        world.seen = () => {};
      };
    },
    readRenewedMs: () => world.renewedAtMs,
    writeRenewedMs: (ms) => {
      world.renewedAtMs = ms;
    },
    changed: () => {
      world.changes += 1;
    },
  });
  const pass = async (ms: number) => {
    time.pass(ms);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { world, pass, stop, nowMs: time.clock.wallMs };
}

describe('[AUT3] the signed copy of a session', () => {
  it('is renewed at load when nobody knows its age, then every four minutes', async () => {
    const { world, pass } = tab();
    await pass(0);
    expect(world.asked).toBe(1);
    await pass(REFRESH_MS - 1);
    expect(world.asked).toBe(1);
    await pass(1);
    expect(world.asked).toBe(2);
  });

  it('is left alone while another page or tab renewed it less than four minutes ago', async () => {
    const { world, pass, nowMs } = tab({ renewedAtMs: 1_000_000 - 60_000 });
    await pass(REFRESH_MS - 60_000 - 1);
    expect(world.asked).toBe(0);
    world.renewedAtMs = nowMs();
    await pass(REFRESH_MS - 1);
    expect(world.asked).toBe(0);
    await pass(1);
    expect(world.asked).toBe(1);
  });

  it('is renewed at once when the tab is seen again after long, and not while it is hidden', async () => {
    const { world, pass } = tab();
    await pass(0);
    world.isVisible = false;
    await pass(10 * REFRESH_MS);
    expect(world.asked).toBe(1);
    world.isVisible = true;
    world.seen();
    await pass(0);
    expect(world.asked).toBe(2);
  });

  it('a time in the future, from a clock put back since, counts for nothing', async () => {
    const { world, pass } = tab({ renewedAtMs: 9_000_000 });
    await pass(0);
    expect(world.asked).toBe(1);
  });

  it('is tried again soon when no answer came', async () => {
    const { world, pass } = tab();
    world.answer = 'unreachable';
    await pass(0);
    await pass(RETRY_MS);
    expect(world.asked).toBe(2);
    expect(world.renewedAtMs).toBeNull();
  });

  it('has ended, or is another’s: the page is told once and asks no more', async () => {
    const { world, pass } = tab();
    world.answer = 'changed';
    await pass(0);
    await pass(10 * REFRESH_MS);
    world.seen();
    await pass(0);
    expect(world).toMatchObject({ asked: 1, changes: 1 });
  });

  it('asks nothing after the page is gone', async () => {
    const { world, pass, stop } = tab();
    await pass(0);
    stop();
    world.seen();
    await pass(10 * REFRESH_MS);
    expect(world.asked).toBe(1);
  });
});
