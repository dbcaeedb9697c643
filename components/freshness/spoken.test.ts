import { expect, test } from 'vitest';
import type { PageFreshness } from '@/lib/sync/page-freshness';
import { type SpokenFreshness, spokenOf } from './spoken';

/** Everything that is said while a page goes through these states. */
function saidIn(...states: PageFreshness[]): SpokenFreshness[] {
  const said: SpokenFreshness[] = [];
  for (const state of states) {
    const next = spokenOf(state, said.at(-1) ?? null);
    if (next) said.push(next);
  }
  return said;
}

test('[PSH7] whoever listens hears that bidding stopped and that it goes on, once each', () => {
  const through = saidIn('as-of', 'live', 'catching-up', 'stale', 'stale', 'live', 'live');
  expect(through).toEqual(['stale', 'current']);
  expect(saidIn('live', 'stale', 'offline', 'stale', 'live', 'stale')).toEqual([
    'stale',
    'offline',
    'stale',
    'current',
    'stale',
  ]);
});

test('[PSH7] a page that is only late for a moment is silent, and so is its first proof', () => {
  expect(saidIn('as-of', 'live', 'catching-up', 'live', 'catching-up', 'live')).toEqual([]);
});
