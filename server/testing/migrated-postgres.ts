import { fileURLToPath } from 'node:url';
import { migrate } from '../../lib/db/migrate';
import { startTestPostgres, type TestPostgres } from './test-postgres';

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** A PostgreSQL of a test's own (`startTestPostgres`) that holds the house's tables. */
export async function startMigratedPostgres(
  options: Parameters<typeof startTestPostgres>[0] = {},
): Promise<TestPostgres> {
  const postgres = await startTestPostgres(options);
  await migrate({ connectionString: postgres.primaryUrl, migrationsDir: MIGRATIONS });
  return postgres;
}
