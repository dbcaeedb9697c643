import type pg from 'pg';
import { readSettledChanges } from '../db/settled-changes-read';
import { inTransaction } from '../db/transaction';
import type { ChangedRecord } from './record-change';

/** A COMMIT is over in milliseconds, whoever waits for its answer or does not. */
const SETTLE_WAIT = "set local lock_timeout = '2s'";

/**
 * After a COMMIT that was not answered: tells nodes of these records as they are once that transaction
 * has ended. A version that was only meant to be written must not be told: nodes would wait for it.
 * What cannot be read now anti-entropy tells of (ANT1). Never rejects.
 */
export async function tellAsItIs(
  parts: { pool: pg.Pool; notifier: { changed(records: readonly ChangedRecord[]): void } },
  records: readonly ChangedRecord[],
): Promise<void> {
  try {
    const { value } = await inTransaction(parts.pool, async (client) => {
      await client.query(SETTLE_WAIT);
      return readSettledChanges(
        client,
        records.map(({ key }) => key),
      );
    });
    if (value.length > 0) parts.notifier.changed(value);
  } catch {
    // The primary is away; what follows fails too, and says so.
  }
}
