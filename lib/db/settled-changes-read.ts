import type { ChangeRow } from './change-upsert';
import { type Queryable, rowsOf } from './read/queryable';

/**
 * Reads rows of `change` once whoever writes them now has ended, one way or the other: the lock waits
 * for that, as long as the caller's `lock_timeout` lets it. Call it inside a transaction.
 */
export const readSettledChanges = (
  client: Queryable,
  keys: readonly string[],
): Promise<ChangeRow[]> =>
  rowsOf<ChangeRow>(client, {
    name: 'settled-changes-read',
    text: `select key, version, channel, gone from change where key = any($1)
            order by key for share`,
    values: [[...keys]],
  });
