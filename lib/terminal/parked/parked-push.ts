/** A push that could not be delivered: what changed, not the change (PSH6). */
export interface ParkedPush {
  epoch: number;
  key: string;
  version: number;
  channel: string;
}

/** Most keys that wait for one client; what else it lacks, what it says it holds will show. */
export const PARKED_KEYS_MAX = 256;

/** Most clients for whom something waits; the oldest make room. */
export const PARKED_CLIENTS_MAX = 10_000;

/**
 * Pushes that failed, under the random token of their client, until it is met again, at whatever
 * terminal (PSH6). What is parked comes from terminals alone and is believed.
 */
export interface ParkedPushes {
  /** Parks what this client was not delivered; tried again every `retryMs` where that fails. */
  park(client: string, pushes: readonly ParkedPush[]): void;
  /**
   * Takes what waits for this client, the newest version of each key.
   * @throws Error where it cannot be known now; it may be asked again.
   */
  collect(client: string): Promise<ParkedPush[]>;
  /** `parked`: something waits for this client since now, parked here or elsewhere. */
  listen(parked: (client: string) => void): void;
  /**
   * Since when, monotonic, no such news was missed here; null while it may be. A client for whom was
   * collected before that is collected for again at its next contact.
   */
  hearsSinceMs(): number | null;
  /** Clients for whom something waits here. */
  size(): number;
  start(): void;
  stop(): void;
}

/** The newest version of each key, at most `PARKED_KEYS_MAX`: those that came last. */
export function newestOf(pushes: readonly ParkedPush[]): ParkedPush[] {
  const byKey = new Map<string, ParkedPush>();
  for (const push of pushes) {
    const known = byKey.get(push.key);
    byKey.delete(push.key);
    byKey.set(push.key, known && isNewer(known, push) ? known : push);
  }
  return [...byKey.values()].slice(-PARKED_KEYS_MAX);
}

const isNewer = (a: ParkedPush, b: ParkedPush) =>
  a.epoch > b.epoch || (a.epoch === b.epoch && a.version > b.version);
