/**
 * What a page may claim about what it shows (PSH7). `as-of`: rendered by the server, never proven
 * since. `live`: proven within `lateAfterMs`. `catching-up`: proof is late, or a digest
 * differs. `stale`: no proof for `staleMs`; bidding stops. `offline`: the browser has no network.
 */
export type PageFreshness = 'as-of' | 'live' | 'catching-up' | 'stale' | 'offline';

/**
 * What happens to it. `proved`: a hello or beat whose digests equal those of what the page shows.
 * `differed`: one whose digests do not. `late`: no proof for `lateAfterMs`. `expired`: no
 * proof for `staleMs`. `woke`: visible again or restored (`visibilitychange`, `pageshow`); timers
 * may have slept. `went-offline`, `came-online`: the browser's own events.
 */
export type FreshnessEvent =
  | 'proved'
  | 'differed'
  | 'late'
  | 'expired'
  | 'woke'
  | 'went-offline'
  | 'came-online';

/** Two beats as they are by default: one may be late. */
const LATE_MS = 2_000;

/** Where beats are rarer than that, half of one is how late it may be. */
const LATE_BEATS = 1.5;

/**
 * A page is no longer `live` after this long without proof: 2 s, or one and a half beats where beats
 * are set so rare that a page would else doubt between any two of them.
 */
export const lateAfterMs = (set: { beatMs: number; staleMs: number }): number =>
  Math.min(set.staleMs, Math.max(LATE_MS, LATE_BEATS * set.beatMs));

/** Every state under every event; a missing cell is a type error. */
export const PAGE_FRESHNESS: Record<PageFreshness, Record<FreshnessEvent, PageFreshness>> = {
  'as-of': {
    proved: 'live',
    differed: 'catching-up',
    late: 'as-of',
    expired: 'stale',
    woke: 'as-of',
    'went-offline': 'offline',
    'came-online': 'as-of',
  },
  live: {
    proved: 'live',
    differed: 'catching-up',
    late: 'catching-up',
    expired: 'stale',
    woke: 'catching-up',
    'went-offline': 'offline',
    'came-online': 'catching-up',
  },
  'catching-up': {
    proved: 'live',
    differed: 'catching-up',
    late: 'catching-up',
    expired: 'stale',
    woke: 'catching-up',
    'went-offline': 'offline',
    'came-online': 'catching-up',
  },
  stale: {
    proved: 'live',
    differed: 'stale',
    late: 'stale',
    expired: 'stale',
    woke: 'stale',
    'went-offline': 'offline',
    'came-online': 'stale',
  },
  // A proof that arrives while the browser believes itself offline is a proof all the same.
  offline: {
    proved: 'live',
    differed: 'offline',
    late: 'offline',
    expired: 'offline',
    woke: 'offline',
    'went-offline': 'offline',
    'came-online': 'stale',
  },
};

/** What each state means on the page: the texture of the line, and whether bids may be sent. */
export const FRESHNESS_MEANS: Record<PageFreshness, { proven: boolean; mayBid: boolean }> = {
  'as-of': { proven: false, mayBid: true },
  live: { proven: true, mayBid: true },
  'catching-up': { proven: false, mayBid: true },
  stale: { proven: false, mayBid: false },
  offline: { proven: false, mayBid: false },
};

/** The state that follows (PSH7). */
export const nextFreshness = (state: PageFreshness, event: FreshnessEvent): PageFreshness =>
  PAGE_FRESHNESS[state][event];
