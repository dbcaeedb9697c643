import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import type { Outlet } from './outlet';
import { FROM, type HubWorld, startHub } from './testing/hub-world';
import { lotRecord } from './testing/records';

// Pages on simulated time and a network that a test can jam. Would catch: more than one write a page
// and tick, bytes that pile up for a page that does not read, a slow page that never catches up.

const { tickMs } = DEFAULT_LIVE_CONFIG;

let world: HubWorld;
beforeEach(() => {
  world = startHub();
});

describe('[PSH4] ticks', () => {
  test('[PSH4] the first change after a quiet tick goes at once, the rest of its tick in one write', async () => {
    const { writes, lots } = world.livePage();
    await world.time.pass(tickMs);
    world.change(42, 2);
    await world.time.pass(1);
    expect(lots().length).toBe(1);
    for (let version = 3; version <= 20; version += 1) world.change(42, version);
    world.change(43, 2);
    await world.time.pass(tickMs - 2);
    expect(lots().length).toBe(1);
    await world.time.pass(2);
    expect(lots().length).toBe(2);
    expect(writes.at(-1)).toContain('"version":20');
    expect(writes.at(-1)).not.toContain('"version":19');
    expect(writes.at(-1)).toContain('"id":43');
  });

  test('[PSH4] a storm makes at most one write a page and tick', async () => {
    const { lots } = world.livePage();
    for (let ms = 0; ms < 1_000; ms += 1) {
      world.change(42, ms + 2);
      await world.time.pass(1);
    }
    expect(lots().length).toBeLessThanOrEqual(1_000 / tickMs + 1);
    expect(lots().at(-1)).toContain('"version":');
  });

  test.each(['websocket', 'sse', 'poll'] as const)(
    '[PSH4] a change is serialised once for all pages by %s that watch the same',
    async (transport) => {
      world.livePage();
      const written: Buffer[][] = [[], [], []];
      for (const bytes of written) {
        const outlet: Outlet = {
          transport,
          isOpen: () => true,
          write: (part) => void bytes.push(part),
          unsentBytes: () => 0,
          close: () => {},
        };
        world.hub.connect(outlet, ['auction:7']).sync({ epoch: 0, have: new Map() });
        bytes.length = 0;
      }
      world.change(42, 2);
      await world.time.pass(tickMs);
      const [first, ...others] = written.map((bytes) => bytes[0]);
      expect(String(first)).toContain('"version":2');
      // The very same bytes, not equal ones.
      for (const other of others) expect(other).toBe(first);
    },
  );

  test('[PSH4] the time from a notice to its push is observed once a record and tick', async () => {
    world.livePage();
    await world.time.pass(tickMs);
    const noticedAtMs = world.time.clock.monotonicMs();
    world.records.take(lotRecord(42, 2), { epoch: 1, noticedAtMs });
    await world.time.pass(1);
    expect(world.lags).toEqual([0]);
  });
});

test('[G4][EPO2] what is held never goes back: an older version, or one of another epoch, is not pushed', async () => {
  const { lots } = world.livePage();
  world.records.take(lotRecord(42, 5), FROM);
  await world.time.pass(2 * tickMs);
  const before = lots().length;
  world.records.take(lotRecord(42, 4), FROM);
  world.records.take(lotRecord(42, 9), { ...FROM, epoch: 2 });
  await world.time.pass(2 * tickMs);
  expect(world.records.heldVersion('lot:42')).toBe(5);
  expect(lots()).toHaveLength(before);
});
