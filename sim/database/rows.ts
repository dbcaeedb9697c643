import type { LotState } from '../../lib/auction/state';
import type { EntryRow, KeyRow, LotRow } from '../../lib/db/batch-write';
import type { ChangeRow } from '../../lib/db/change-upsert';
import type { OpeningRow } from '../../lib/db/opening-row';
import type { RegistrationStatus } from '../../lib/db/registration-decide';
import type { NodeRow } from '../../lib/db/sync-node-upsert';

/** The tables that the modelled statements touch; a row's key within its table is text. */
export interface Tables {
  lot: Omit<LotRow, 'head' | 'changes'> & {
    readonly auctionId: number;
    readonly channel: number;
    readonly head: string | null;
    readonly state: LotState;
  };
  ledger: EntryRow;
  opening: OpeningRow;
  bidKey: KeyRow;
  change: ChangeRow & { readonly xid: number };
  auction: {
    readonly id: number;
    readonly houseId: number;
    readonly state: string;
    readonly version: number;
    readonly lotsMade: number;
    readonly body: Record<string, unknown>;
  };
  registration: {
    readonly id: number;
    readonly auctionId: number;
    readonly userId: string;
    readonly paddle: number;
    readonly status: RegistrationStatus;
    /** Of the record `reg:9` (AUT1). */
    readonly version: number;
  };
  person: { readonly id: string; readonly sessionGeneration: number };
  epoch: { readonly installation: string; readonly epoch: number };
  setting: { readonly version: number; readonly body: Record<string, unknown> };
  closingHold: {
    readonly frozenAtMs: number | null;
    readonly heldAtMs: number | null;
    readonly floorMs: number | null;
    readonly reason: string | null;
  };
  node: NodeRow & { readonly lastSeenMs: number };
}

/** A table's name. */
export type TableName = keyof Tables;

/** What one transaction did to one row; `row` null: deleted. */
export interface Write<T extends TableName = TableName> {
  readonly table: T;
  readonly key: string;
  readonly row: Tables[T] | null;
}

/**
 * One record of the operation log. `write`: a transaction has an id and wrote something. `commit`:
 * it is durable, and what it wrote counts from here on. `abort`: it never counts.
 */
export interface LogRecord {
  /** Bytes of log up to and with this record. */
  readonly endBytes: number;
  readonly kind: 'write' | 'commit' | 'abort';
  readonly xid: number;
  /** When it was written, by the clock of the server that wrote it. */
  readonly atMs: number;
  /** Of a commit, all that it wrote. */
  readonly writes: readonly Write[];
}

/** All rows of a server as they count, by table and key. */
export class Rows {
  readonly #tables = new Map<TableName, Map<string, Tables[TableName]>>();

  table<T extends TableName>(name: T): Map<string, Tables[T]> {
    const known = this.#tables.get(name);
    if (known) return known as Map<string, Tables[T]>;
    const table = new Map<string, Tables[TableName]>();
    this.#tables.set(name, table);
    return table as Map<string, Tables[T]>;
  }

  apply(writes: readonly Write[]): void {
    for (const { table, key, row } of writes) {
      if (row === null) this.table(table).delete(key);
      else this.table(table).set(key, row as never);
    }
  }

  /** As a base backup copies it. */
  copy(): Rows {
    const copy = new Rows();
    for (const [name, table] of this.#tables) copy.#tables.set(name, new Map(table));
    return copy;
  }
}
