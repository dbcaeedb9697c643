import type { LiveStatus } from '@/lib/live/live';

/** What the label of the line says (LOOK 6), and the line's texture. */
export interface FreshnessLook {
  /** Key below `freshness` in the messages. */
  word:
    | 'live'
    | 'catchingUp'
    | 'reconnecting'
    | 'notCurrentSince'
    | 'offline'
    | 'asOf'
    | 'outdated';
  texture: 'solid' | 'stale';
}

const LOOKS: Record<LiveStatus['freshness'], FreshnessLook> = {
  'as-of': { word: 'asOf', texture: 'stale' },
  live: { word: 'live', texture: 'solid' },
  'catching-up': { word: 'catchingUp', texture: 'stale' },
  stale: { word: 'notCurrentSince', texture: 'stale' },
  offline: { word: 'offline', texture: 'stale' },
};

/**
 * Label and texture of the freshness line in a state; late without a link is reconnecting, and an
 * outdated page says what helps (WIR4).
 */
export function freshnessLook(status: Pick<LiveStatus, 'freshness' | 'connection'>): FreshnessLook {
  const { freshness, connection } = status;
  if (connection === 'outdated') return { word: 'outdated', texture: 'stale' };
  const isLinked = connection === 'synced' || connection === 'syncing';
  return freshness === 'catching-up' && !isLinked
    ? { ...LOOKS[freshness], word: 'reconnecting' }
    : LOOKS[freshness];
}
