/** What one database server said of itself. */
export interface ServerSeen {
  /** A standby replays another server's log and takes no write. */
  readonly inRecovery: boolean;
  /** Which database this is. */
  readonly installation: string;
  readonly epoch: number;
  /** The timeline its epoch was raised for. */
  readonly epochTimeline: number;
  /** Of the log it writes, from the name of its log file (EPO1); null on a standby. */
  readonly timeline: number | null;
}

/** Who is what, as positions in the list of servers; null where none is. */
export interface Roles {
  readonly primary: number | null;
  readonly replica: number | null;
  /** A primary whose timeline has no epoch yet: nothing may be written there before it has (EPO1). */
  readonly unraised: number | null;
}

/** What is known from before: the first database heard of is the only one, epochs only rise. */
export interface Known {
  readonly installation: string | null;
  readonly epoch: number;
}

/**
 * Which server is the primary (EPO1): of those that take writes the one of the highest epoch, then of
 * the highest timeline; never one of a lower epoch than was known, nor of another database. A server
 * that was promoted is always of a higher timeline than the one it followed, so an old primary that
 * comes back loses to it, also before anybody raised the epoch.
 * @param seen one for each server; null for one that does not answer.
 */
export function chooseRoles(seen: readonly (ServerSeen | null)[], known: Known): Roles {
  const ours = seen.map((one) => {
    if (!one || one.epoch < known.epoch) return null;
    return known.installation === null || one.installation === known.installation ? one : null;
  });
  let chosen: number | null = null;
  for (const [at, one] of ours.entries()) {
    if (!one || one.inRecovery) continue;
    const best = chosen === null ? null : ours[chosen];
    if (!best || isLater(one, best)) chosen = at;
  }
  const isRaised = chosen === null || ours[chosen]?.timeline === ours[chosen]?.epochTimeline;
  // A standby of a lower epoch has not replayed the rise yet; readers look at the epoch themselves.
  const standby = seen.findIndex((one) => one?.inRecovery);
  return {
    primary: isRaised ? chosen : null,
    replica: standby < 0 ? null : standby,
    unraised: isRaised ? null : chosen,
  };
}

const isLater = (one: ServerSeen, than: ServerSeen): boolean =>
  one.epoch > than.epoch ||
  (one.epoch === than.epoch && (one.timeline ?? 0) > (than.timeline ?? 0));
