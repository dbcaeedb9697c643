import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool } from '../lib/db/pools';
import { createTestDatabase, type TestDatabase } from '../server/testing/test-database';
import { HISTORY_SEEDS, historyOf, playOnModel, playOnPostgres } from './same-history';

describe('the same history on the modelled database and on PostgreSQL', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.primaryUrl, { max: 8, name: 'same-history' });
  });
  afterAll(async () => {
    await pool?.end();
    await database?.drop();
  });

  it.each(HISTORY_SEEDS)('[G2, G5, LAN2] seed %i ends in the same ledger', async (seed) => {
    const history = historyOf(seed);
    const onModel = await playOnModel(history);
    const onPostgres = await playOnPostgres(pool, history);
    expect(onModel.answers.length).toBeGreaterThan(20);
    expect(onPostgres.answers).toEqual(onModel.answers);
    expect(onPostgres.ledger).toEqual(onModel.ledger);
    // A history in which nobody is refused, repeated or in doubt compares little.
    const kinds = new Set(onModel.answers);
    expect(kinds.size).toBeGreaterThan(3);
  });
});
