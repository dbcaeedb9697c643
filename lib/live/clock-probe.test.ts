import { expect, it } from 'vitest';
import { aLot, createFakeWorld } from './testing/fake-world';

const BEAT_MS = 1_000;
const LOTS = [aLot(1)];

/** A page whose first rounds are over, so that it would measure again after a long while only. */
function measuredPage(transport: 'websocket' | 'sse') {
  let asked = 0;
  const askTime = () => {
    asked += 1;
    return Promise.resolve(null);
  };
  const world = createFakeWorld({ transport, askTime });
  world.live.watch({
    channels: ['auction:7'],
    seed: { epoch: 3, lots: LOTS, auctions: [] },
    asOfMs: world.nowMs(),
  });
  world.pass(0);
  world.send.opened();
  world.send.hello(3, LOTS);
  /** One beat later by `setBackMs`, and the answer to a ping if there was one between. */
  function beats(count: number, setBackMs: number) {
    for (let beat = 0; beat < count; beat += 1) {
      const pings = world.link().pings;
      world.send.beat(3, LOTS, world.nowMs() - setBackMs);
      world.pass(BEAT_MS / 2);
      if (transport === 'websocket' && world.link().pings > pings) {
        world.send.beat(3, LOTS, world.nowMs() - setBackMs);
      }
      world.pass(BEAT_MS / 2);
    }
  }
  beats(10, 0);
  return { ...world, beats, asked: () => asked, state: () => world.live.status.get().freshness };
}

it('[PSH7, TIM2] a page is proven again within seconds after the primary’s clock was set back', () => {
  const page = measuredPage('websocket');
  expect(page.state()).toBe('live');
  page.beats(8, 20_000);
  expect(page.state()).toBe('live');
  expect(page.live.serverClock.read()?.nowMs).toBeCloseTo(page.nowMs() - 20_000, -3);
});

it('[PSH7] a page that is answered late, or not, asks for the time each 5 s at most', () => {
  const page = measuredPage('sse');
  const before = page.asked();
  page.beats(40, 20_000);
  expect(page.state()).toBe('stale');
  expect(page.asked() - before).toBeGreaterThanOrEqual(6);
  expect(page.asked() - before).toBeLessThanOrEqual(8);
});

it('[PSH7, EPO1] the time of a master that has not found the primary of this epoch is not taken', async () => {
  let masterEpoch = 2;
  let asked = 0;
  const world = createFakeWorld({
    transport: 'sse',
    askTime: async () => {
      asked += 1;
      // So near that nothing but the epoch tells the old primary's clock from the new one's.
      const behindMs = masterEpoch === 2 ? 200 : 0;
      return { nowMs: world.nowMs() - behindMs, errorMs: 1, epoch: masterEpoch };
    },
  });
  const seed = { epoch: 3, lots: LOTS, auctions: [] };
  world.live.watch({ channels: ['auction:7'], seed, asOfMs: world.nowMs() });
  world.pass(0);
  world.send.opened();
  world.send.hello(3, LOTS);
  async function beats(count: number) {
    for (let beat = 0; beat < count; beat += 1) {
      world.send.beat(3, LOTS);
      world.pass(BEAT_MS / 2);
      for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
      world.pass(BEAT_MS / 2);
    }
  }
  const offMs = () => Math.abs((world.live.serverClock.read()?.nowMs ?? 0) - world.nowMs());
  await beats(5);
  expect(asked).toBeGreaterThan(0);
  expect(offMs()).toBeLessThan(1);
  masterEpoch = 3;
  const before = asked;
  await beats(12);
  expect(asked).toBeGreaterThan(before);
  expect(world.live.serverClock.read()?.errorMs).toBeLessThan(200);
});
