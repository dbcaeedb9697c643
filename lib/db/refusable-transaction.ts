import type pg from 'pg';
import { err, ok, type Result } from '../shared/result';
import { inTransaction } from './transaction';

/** The connection broke during COMMIT: nobody knows whether the write stands. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

class Refused<E> extends Error {
  override readonly name = 'Refused';

  constructor(readonly refusal: E) {
    super('refused');
  }
}

/**
 * One transaction that commits when `work` answers ok, and rolls back when it refuses or throws: a
 * refusal changes nothing. Not for bids, whose commits have an outcome of their own (LAN2).
 * @throws UnknownOutcome when the answer to COMMIT was lost; whatever else `work` throws.
 */
export async function inRefusableTransaction<T, E>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result<T, E>>,
): Promise<Result<T, E>> {
  try {
    const { kind, value } = await inTransaction(pool, async (client) => {
      const result = await work(client);
      if (!result.ok) throw new Refused(result.error);
      return result.value;
    });
    if (kind === 'lost') throw new UnknownOutcome('the connection broke during COMMIT');
    return ok(value);
  } catch (error) {
    if (error instanceof Refused) return err(error.refusal);
    throw error;
  }
}
