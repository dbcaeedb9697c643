import type pg from 'pg';
import type { ReplicaFirst } from '../../db/replica-first';
import { readReplayedPosition } from '../../db/sync-log-position-read';
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
 * time, is of another epoch, is behind by more than `mostLagMs`, or is no replica any more (ANT1).
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
    // Null: what was a replica follows the primary no more, and nobody knows what it lacks.
    value.replayed !== null &&
    replicaLag.behindMs(value.replayed) <= wanted.mostLagMs;
  return isGood ? { value, source: 'replica' } : { value: await read(primary), source: 'primary' };
}

/** A pool, or one of its connections. */
type Queryable = Pick<pg.Pool, 'query'>;

/**
 * Reads what is claimed to be current (ANT2): from the replica only where it has replayed all that
 * the primary had made durable when this was called, else from the primary. A node that begins to
 * watch was not told what changed before, so the replica's usual lag would be taken for the truth.
 * @param wanted.position the primary's log position, read after this call (`sharedPosition`).
 */
export async function readCurrent<T extends { epoch: number }>(
  sources: Pick<Sources, 'primary' | 'replica' | 'replicaFirst'>,
  wanted: { epoch: number; position: () => Promise<number> },
  read: (db: Queryable) => Promise<T>,
): Promise<{ value: T; source: Source }> {
  const { replicaFirst, replica, primary } = sources;
  const leastBytes = await wanted.position();
  const value = await replicaFirst.ask(() => readOnceReplayed(replica, leastBytes, read));
  const isGood = value !== null && value.epoch === wanted.epoch;
  return isGood ? { value, source: 'replica' } : { value: await read(primary), source: 'primary' };
}

/** Null where the replica has replayed less. */
async function readOnceReplayed<T>(
  replica: pg.Pool,
  leastBytes: number,
  read: (db: Queryable) => Promise<T>,
): Promise<T | null> {
  const client = await replica.connect();
  let isBroken = true;
  try {
    // A statement before the read, on the same server: within the read, what is replayed after its
    // snapshot was taken would count as seen.
    const bytes = await readReplayedPosition(client);
    const value = bytes !== null && bytes >= leastBytes ? await read(client) : null;
    isBroken = false;
    return value;
  } finally {
    client.release(isBroken);
  }
}

/** Shares readings: each caller gets one that began after its call, two at most are under way. */
export function sharedPosition(read: () => Promise<number>): () => Promise<number> {
  let current: Promise<number> | null = null;
  let next: Promise<number> | null = null;

  function begin(): Promise<number> {
    const reading = read();
    current = reading;
    const end = () => {
      if (current === reading) current = null;
    };
    reading.then(end, end);
    return reading;
  }

  return () => {
    if (!current) return begin();
    next ??= current
      .catch(() => 0)
      .then(() => {
        next = null;
        return begin();
      });
    return next;
  };
}
