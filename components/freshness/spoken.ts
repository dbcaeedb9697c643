import type { PageFreshness } from '@/lib/sync/page-freshness';

/** What is said aloud of a page's freshness; keys below `freshness.spoken` in the messages. */
export type SpokenFreshness = 'stale' | 'offline' | 'current';

/**
 * What to say when `told` was the last thing said: that bidding stops, at once, and that it is over.
 * A page that is only late for a moment says nothing. Null: nothing.
 */
export function spokenOf(
  freshness: PageFreshness,
  told: SpokenFreshness | null,
): SpokenFreshness | null {
  if (freshness === 'stale' || freshness === 'offline')
    return freshness === told ? null : freshness;
  if (freshness !== 'live') return null;
  return told === 'stale' || told === 'offline' ? 'current' : null;
}
