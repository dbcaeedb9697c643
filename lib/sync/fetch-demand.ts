/**
 * One key's fetches in one node (FET3): at most one flies; a higher demand that arrives meanwhile
 * causes exactly one more, however many arrive, and none when the flight brings enough.
 */
export type FetchDemand =
  | { state: 'idle' }
  | { state: 'flying'; minVersion: number; askedMeanwhile: number };

/** The next state, and the least version to fetch now, or null to fetch nothing. */
export interface FetchStep {
  demand: FetchDemand;
  fetchMinVersion: number | null;
}

/** Nothing flies. */
export const NO_DEMAND: FetchDemand = { state: 'idle' };

const fly = (minVersion: number): FetchStep => ({
  demand: { state: 'flying', minVersion, askedMeanwhile: 0 },
  fetchMinVersion: minVersion,
});

/** Somebody needs at least `minVersion` (0: whatever there is). */
export function demanded(demand: FetchDemand, minVersion: number): FetchStep {
  if (demand.state === 'idle') return fly(minVersion);
  const higher = minVersion > demand.minVersion && minVersion > demand.askedMeanwhile;
  return {
    demand: higher ? { ...demand, askedMeanwhile: minVersion } : demand,
    fetchMinVersion: null,
  };
}

/** The flight answered with this version (0: the key is unknown to the primary, FET5). */
export function fetched(demand: FetchDemand, version: number): FetchStep {
  if (demand.state === 'idle' || demand.askedMeanwhile <= version) {
    return { demand: NO_DEMAND, fetchMinVersion: null };
  }
  return fly(demand.askedMeanwhile);
}

/**
 * The flight failed, or brought less than it was asked for: the same again, with all that was asked
 * meanwhile. The caller waits its backoff before it sends.
 */
export function fetchFailed(demand: FetchDemand): FetchStep {
  if (demand.state === 'idle') return { demand, fetchMinVersion: null };
  return fly(Math.max(demand.minVersion, demand.askedMeanwhile));
}
