import type pg from 'pg';
import type { ReplicaFirst } from '../../db/replica-first';
import type { ReplicaLag } from './replica-lag';

/** The two databases an answer can come from. */
export type Source = 'replica' | 'primary';

/** What every read of the sync endpoints is made of. */
export interface Sources {
  primary: pg.Pool;
  replica: pg.Pool;
  replicaFirst: ReplicaFirst;
  replicaLag: ReplicaLag;
}

/**
 * Reads something whole from the replica, or from the primary where the replica does not answer in
 * time, is of another epoch, or is behind by more than `mostLagMs` (ANT1).
 * @param wanted the epoch the asker is in.
 */
export async function readWhole<T extends { epoch: number; replayed: number | null }>(
  sources: Sources,
  wanted: { epoch: number; mostLagMs: number },
  read: (pool: pg.Pool) => Promise<T>,
): Promise<{ value: T; source: Source }> {
  const { replicaFirst, replicaLag, replica, primary } = sources;
  const value = await replicaFirst.ask(() => read(replica));
  const isGood =
    value !== null &&
    value.epoch === wanted.epoch &&
    // Null: what was a replica has been promoted.
    (value.replayed === null || replicaLag.behindMs(value.replayed) <= wanted.mostLagMs);
  return isGood ? { value, source: 'replica' } : { value: await read(primary), source: 'primary' };
}
