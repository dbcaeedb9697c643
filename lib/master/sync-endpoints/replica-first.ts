import type { Clock, TimerHandle, Timers } from '../../shared/ports';

/** A replica that has not answered by then is passed over for the primary (FET1). */
export const REPLICA_DEADLINE_MS = 250;

/** And left alone for so long, so that a frozen one does not cost its deadline each time. */
export const REPLICA_REST_MS = 1_000;

/** Asks the replica where it answers in time. */
export interface ReplicaFirst {
  /** The replica's answer, or null: it failed, was too slow, or rests after that. */
  ask<T>(read: () => Promise<T>): Promise<T | null>;
}

/** One breaker for all reads of one replica. */
export function createReplicaFirst(parts: { clock: Clock; timers: Timers }): ReplicaFirst {
  const { clock, timers } = parts;
  let restUntilMs = Number.NEGATIVE_INFINITY;

  function withDeadline<T>(answer: Promise<T>): Promise<T> {
    let timer: TimerHandle | null = null;
    const late = new Promise<never>((_, reject) => {
      timer = timers.after(REPLICA_DEADLINE_MS, () => reject(new Error('the replica is slow')));
    });
    return Promise.race([answer, late]).finally(() => {
      if (timer) timers.cancel(timer);
    });
  }

  return {
    async ask(read) {
      if (clock.monotonicMs() < restUntilMs) return null;
      try {
        return await withDeadline(read());
      } catch {
        restUntilMs = clock.monotonicMs() + REPLICA_REST_MS;
        return null;
      }
    },
  };
}
