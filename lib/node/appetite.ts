import type { SyncRecord } from '../api/public-lot';

/** A channel as a comparison names it (ANT2): `digest` is null where nothing of it is held yet. */
export interface ComparedChannel {
  name: string;
  digest: string | null;
}

/**
 * What one kind of node does with records. The core decides when to fetch and from where; the
 * terminal keeps what its pages watch, the agent puts everything into Memcached.
 */
export interface Appetite {
  /** Whether this node wants this record at all; what it does not want costs no fetch. */
  wants(key: string, channel: string): boolean;
  /** The version held, 0 for none. */
  heldVersion(key: string): number;
  /**
   * Takes a record that is newer than the one held.
   * @returns false where it is refused (not the public shape); it is then fetched again later.
   */
  take(record: SyncRecord, from: { epoch: number; noticedAtMs: number | null }): boolean;
  /** What a comparison of this watched name must send: the channels held under it (ANT2). */
  compared(watched: string): ComparedChannel[];
  /** Every watched name. */
  watched(): string[];
  /**
   * A comparison of this name begun at `startedAtMs` (monotonic) has ended with all of it held. Only
   * comparisons say so: a round may be answered by a replica that is behind a little (ANT1), which
   * keeps what was proven but begins no proof.
   */
  proven(watched: string, startedAtMs: number): void;
  /** A higher epoch (EPO2): drop everything held. */
  dropAll(epoch: number): void;
  /** Whether it wants every record, not what is watched (BUS1). */
  readonly wantsEverything?: true;
}

/** Whether nodes need the body of such a record; of the others the version says all. */
export const hasBody = (key: string): boolean =>
  key.startsWith('lot:') || key.startsWith('auction:') || key === 'config';
