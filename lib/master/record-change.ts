import type { RecordKey } from '../api/record-key';
import {
  type PrismaSql,
  type SqlClient,
  upsertChanges,
  upsertChangesPrisma,
} from '../db/change-upsert';
import { upsertDepositConcerns, upsertStandings } from '../db/concern-upsert';
import type { Queryable } from '../db/read/queryable';

/**
 * A record that changed in public: what the notifier tells nodes after the commit, and what its row
 * in `change` holds (ANT1).
 */
export interface ChangedRecord {
  readonly key: RecordKey;
  /** The version it has now. */
  readonly version: number;
  /** Where it is watched: `auction:7/3` for lots and items, `auction:7`, `reg:9`, `config` (CHN1). */
  readonly channel: string;
  /** A tombstone (FET5). */
  readonly gone: boolean;
}

/** Writes the changes inside the caller's `pg` transaction; call `notifier.changed` after its commit. */
export const recordChanges = (client: SqlClient, records: readonly ChangedRecord[]) =>
  upsertChanges(client, records);

/**
 * Writes that registrations changed, inside the caller's transaction that holds their locks: what
 * they allow (AUT1) and that it concerns their owners (PSH10). Tell the notifier what it returns.
 */
export const recordStandings = (
  db: Queryable,
  standings: readonly { id: number; version: number }[],
): Promise<ChangedRecord[]> => upsertStandings(db, standings);

/**
 * Writes that another deposit concerns the bidders of a sale who have none held, inside the caller's
 * transaction (REG4, PSH10). Tell the notifier what it returns.
 */
export const recordDeposit = (db: Queryable, auctionId: number): Promise<ChangedRecord[]> =>
  upsertDepositConcerns(db, auctionId);

/** Writes the changes inside the caller's Prisma transaction (`prisma.$transaction(async (tx) => …)`). */
export const recordChangesPrisma = (transaction: PrismaSql, records: readonly ChangedRecord[]) =>
  upsertChangesPrisma(transaction, records);
