import { expect, test } from 'vitest';
import {
  createStandbyWatch,
  type Durability,
  type StandbyState,
  type StandbyWatch,
} from './standby-watch';

function waitMs(watch: StandbyWatch) {
  const wait = watch.commitWait();
  return typeof wait === 'string' ? wait : wait.standbyMs;
}

function world(mode: Durability) {
  let nowMs = 0;
  let turn: (() => void) | null = null;
  const seen = { headBytes: 100, writtenBytes: 100 as number | null };
  const states: StandbyState[] = [];
  const watch = createStandbyWatch({
    mode,
    look: async () => ({ ...seen }),
    callOff: async () => {},
    syncStallMs: () => 2_000,
    onState: async (state) => void states.push(state),
    clock: { wallMs: () => 0, monotonicMs: () => nowMs },
    timers: {
      after(_, run) {
        turn = run;
        return {};
      },
      cancel() {},
    },
  });
  return {
    ...{ watch, seen, states },
    async looks(count: number) {
      for (let at = 0; at < count; at += 1) {
        nowMs += 250;
        turn?.();
        for (let step = 0; step < 10; step += 1) await Promise.resolve();
      }
    },
  };
}

test('[DUR1] a standby that is always a little behind keeps up; one that stands still has stalled', async () => {
  const { watch, seen, states, looks } = world('strict');
  await watch.start();
  for (let at = 0; at < 20; at += 1) {
    seen.writtenBytes = seen.headBytes;
    seen.headBytes += 10;
    await looks(1);
  }
  expect(states).toEqual(['in-step']);
  await looks(8);
  expect(watch.state()).toBe('in-step');
  await looks(2);
  expect(watch.state()).toBe('stalled');
  // In step only once it has all that there was, not with the first byte.
  seen.writtenBytes = seen.headBytes - 5;
  await looks(4);
  expect(watch.state()).toBe('stalled');
  seen.writtenBytes = seen.headBytes;
  await looks(1);
  expect(states).toEqual(['in-step', 'stalled', 'in-step']);
});

test('[DUR1] local waits for nobody, strict always, available unless the standby has stalled', async () => {
  for (const [mode, before, after] of [
    ['local', 'own-disk', 'own-disk'],
    ['available', 2_000, 'own-disk'],
    ['strict', 2_000, 2_000],
  ] as const) {
    const { watch, seen, looks } = world(mode);
    await watch.start();
    expect(waitMs(watch)).toBe(before);
    seen.writtenBytes = null;
    seen.headBytes += 10;
    await looks(10);
    expect(waitMs(watch)).toBe(after);
    seen.writtenBytes = seen.headBytes;
    await looks(1);
    expect(waitMs(watch)).toBe(before);
  }
});

test('[DUR1, DUR2] a COMMIT with a warning is a stall at once', async () => {
  const { watch } = world('available');
  await watch.start();
  watch.warned();
  expect(waitMs(watch)).toBe('own-disk');
});
