import type { Clock, TimerHandle, Timers } from '../shared/ports';

/** A replica that has not answered by then is passed over for the primary (FET1). */
export const REPLICA_DEADLINE_MS = 250;

/** And left alone for so long, so that a frozen one does not cost its deadline each time. */
export const REPLICA_REST_MS = 1_000;

/** Granted after the deadline, see `withDeadline`. */
const GRACE_MS = 5;

/** Asks the replica where it answers in time. */
export interface ReplicaFirst {
  /** The replica's answer, or null: it failed, was too slow, or rests after that. */
  ask<T>(read: () => Promise<T>): Promise<T | null>;
}

/**
 * One breaker for one kind of reads of one replica: what is slow by nature should not make what is
 * quick look bad.
 */
export function createReplicaFirst(parts: {
  clock: Clock;
  timers: Timers;
  /** Default `REPLICA_DEADLINE_MS`. */
  deadlineMs?: number;
}): ReplicaFirst {
  const { clock, timers } = parts;
  const deadlineMs = parts.deadlineMs ?? REPLICA_DEADLINE_MS;
  let restUntilMs = Number.NEGATIVE_INFINITY;

  /**
   * After this process itself stood still, timers come before the answers that wait in its sockets.
   * The grace lets those be read first: a busy master is not a slow replica.
   */
  function withDeadline<T>(answer: Promise<T>): Promise<T> {
    let timer: TimerHandle | null = null;
    const late = new Promise<never>((_, reject) => {
      timer = timers.after(deadlineMs, () => {
        timer = timers.after(GRACE_MS, () => reject(new Error('the replica is slow')));
      });
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
