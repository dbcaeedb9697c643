import type { Seed } from '../record-store';
import { type aLot, createFakeWorld } from './fake-world';

/** What the server rendered: these lots, in epoch 3. */
export const seedOf = (...lots: ReturnType<typeof aLot>[]): Seed => ({
  epoch: 3,
  lots,
  auctions: [],
});

/** A page of sale 7 that has opened its link. */
export function openPage(seed: Seed, options: Parameters<typeof createFakeWorld>[0] = {}) {
  const world = createFakeWorld(options);
  const stop = world.live.watch({ channels: ['auction:7'], seed, asOfMs: world.nowMs() });
  world.pass(0);
  return { ...world, stop, state: () => world.live.status.get().freshness };
}

/** A page of sale 7 that has opened its link and is proven current. */
export function livePage(seed: Seed, options: Parameters<typeof createFakeWorld>[0] = {}) {
  const page = openPage(seed, options);
  page.send.opened();
  page.send.hello(3, seed.lots);
  return page;
}
