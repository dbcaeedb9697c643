import type { RecordCache } from '../cache/record-cache';
import { type Appetite, hasBody } from '../node/appetite';
import type { PrimaryTime } from '../node/primary-time';

/** Keys remembered at most; forgetting costs a fetch, never a wrong answer. */
const REMEMBERED_MAX = 200_000;

/** The agent's appetite: every lot and auction it is told of goes into Memcached. */
export interface AgentAppetite extends Appetite {
  /** Keys it remembers to have stored. */
  remembered(): number;
}

/**
 * Stores records, only ever newer ones than it stored before; another agent may be ahead, so values
 * carry their version and readers check (FET2). Registrations and catalogue texts are not its
 * business (AUT1). What changed before it started is left to be fetched on demand.
 */
export function createAgentAppetite(options: {
  cache: RecordCache;
  primaryTime: () => PrimaryTime;
  /** Which database the masters are of, for the keys; null before any told. */
  installation: () => string | null;
}): AgentAppetite {
  const stored = new Map<string, number>();

  function remember(key: string, version: number): void {
    stored.delete(key);
    stored.set(key, version);
    if (stored.size <= REMEMBERED_MAX) return;
    for (const oldest of stored.keys()) {
      stored.delete(oldest);
      return;
    }
  }

  return {
    wantsEverything: true,
    wants: (key) => hasBody(key),
    heldVersion: (key) => stored.get(key) ?? 0,
    take(record, { epoch }) {
      const now = options.primaryTime().now();
      const installation = options.installation();
      if (!now || installation === null) return false;
      remember(record.key, record.version);
      // Nobody waits for the cache (NTF7); a set that fails leaves readers to the replica.
      void options.cache.write({
        installation,
        epoch,
        storedAtMs: Math.round(now.ms),
        record,
      });
      return true;
    },
    compared: () => [],
    watched: () => [],
    proven: () => {},
    dropAll: () => stored.clear(),
    remembered: () => stored.size,
  };
}
