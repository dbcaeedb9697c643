import type { Problem } from '../api/problem';
import type {
  CatalogueHead,
  CatalogueRecord,
  EditSubmission,
  MakeSubmission,
  SubmissionAnswer,
} from '../api/v1/catalogue';
import type { Chance, Clock, Timers } from '../shared/ports';
import type { SyncMode } from '../sync/sync-schedule';
import type { LocalEntry } from './local-entry';

/** What is remembered of one sale beside its entries. */
export interface SyncMemory {
  mode: SyncMode;
  /** Between rounds in mode `timer`. */
  everyMs: number;
  /** When a round last ended well, by this device's clock; null before the first. */
  syncedAtMs: number | null;
  /** What the house last said of the sale and of what this person may do; null before it did. */
  head: Omit<CatalogueHead, 'versions'> | null;
}

/** Where one person's copy of one sale is kept. */
export interface EntryStore {
  readAll(): Promise<{ entries: LocalEntry[]; memory: SyncMemory | null }>;
  /**
   * Changes entries in one transaction that no other tab comes between: each key's entry, null where
   * there is none, becomes what `change` makes of it, null for none. @returns those that are left.
   */
  change(
    keys: readonly string[],
    change: (held: LocalEntry | null, key: string) => LocalEntry | null,
  ): Promise<LocalEntry[]>;
  remember(memory: SyncMemory): Promise<void>;
  /** Tells when another tab changed something. @returns how to stop. */
  watch(told: () => void): () => void;
}

/**
 * How a call ended: `lost`, nobody knows whether it was heard; `denied`, this person may not; or
 * `refused`, whatever is sent again.
 */
export type CallEnd<T> =
  | { kind: 'done'; value: T }
  | { kind: 'lost' }
  | { kind: 'denied' }
  | { kind: 'refused'; problem: Problem };

/** The calls of the API that keep one sale's copy. */
export interface CatalogueCalls {
  head(): Promise<CallEnd<CatalogueHead>>;
  records(ids: readonly number[]): Promise<CallEnd<{ epoch: number; records: CatalogueRecord[] }>>;
  submit(
    submissions: readonly (EditSubmission | MakeSubmission)[],
  ): Promise<CallEnd<{ epoch: number; answers: SubmissionAnswer[] }>>;
}

/** What syncing a sale needs; all that waits, draws or talks is an argument. */
export interface OfflineDeps {
  store: EntryStore;
  calls: CatalogueCalls;
  clock: Clock;
  timers: Timers;
  chance: Chance;
  /** A new uuid. */
  newId(): string;
  /** Runs where no other tab syncs the same sale; waits for its turn. */
  exclusive<T>(run: () => Promise<T>): Promise<T>;
}
