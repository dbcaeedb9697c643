import type {
  DiagnoseMigrationHistoryOutput,
  MigrationList,
} from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { MigrationError } from './migration-error';
import { readMigrations } from './migration-files';
import { startSchemaEngine } from './schema-engine';

/** Any number of our own: two starts at once must not migrate at once. */
const MIGRATION_LOCK = 7_203_118;
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Brings a database to the newest migration with Prisma's own engine, compiled to WebAssembly (the
 * native one is a download that a closed network does not have). Writes the ordinary
 * `_prisma_migrations`. A migration that failed earlier left nothing behind, so it is tried again.
 * @param input.migrationsDir `prisma/migrations`; one folder a migration, applied by name.
 * @returns the names applied now; empty when the database was up to date.
 * @throws MigrationError naming the migration that is broken, edited, or missing.
 */
export async function migrate(input: {
  connectionString: string;
  migrationsDir: string;
}): Promise<{ applied: string[] }> {
  const migrationsList = await readMigrations(input.migrationsDir);
  const pool = new pg.Pool({ connectionString: input.connectionString });
  pool.on('error', () => {}); // A connection lost while idle: the next query fails and tells.
  const guard = await pool.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await applyAll(pool, migrationsList);
  } finally {
    guard.release(true); // Closed, not kept: that is what gives the lock back.
    await pool.end();
  }
}

async function applyAll(
  pool: pg.Pool,
  migrationsList: MigrationList,
): Promise<{ applied: string[] }> {
  let scriptError: unknown = null;
  const engine = await startSchemaEngine(pool, migrationsList, (error) => {
    scriptError = error;
  });
  try {
    const history = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    });
    refuseChangedHistory(history);
    for (const migrationName of history.failedMigrationNames) {
      await engine.markMigrationRolledBack({ migrationName });
    }
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList,
      filters: NO_FILTERS,
    });
    return { applied: appliedMigrationNames };
  } catch (error) {
    throw error instanceof MigrationError ? error : await nameFailure(pool, scriptError ?? error);
  } finally {
    engine.free();
  }
}

/** What was applied must still be there, byte for byte: else nobody knows what the database is. */
function refuseChangedHistory(history: DiagnoseMigrationHistoryOutput): void {
  const failed = new Set(history.failedMigrationNames);
  const edited = history.editedMigrationNames.find((name) => !failed.has(name));
  if (edited) throw new MigrationError('edited', edited);
  const unpersisted =
    history.history && 'unpersistedMigrationNames' in history.history
      ? history.history.unpersistedMigrationNames
      : [];
  const missing = unpersisted.find((name) => !failed.has(name));
  if (missing) throw new MigrationError('missing', missing);
}

/** The engine's own message is a page; the newest failed row names the migration. */
async function nameFailure(pool: pg.Pool, cause: unknown): Promise<Error> {
  const { rows } = await pool
    .query<{ migration_name: string }>(
      `select migration_name from _prisma_migrations
        where finished_at is null and rolled_back_at is null order by started_at desc limit 1`,
    )
    .catch(() => ({ rows: [] }));
  const reason = cause instanceof Error ? cause : new Error(String(cause));
  return rows[0] ? new MigrationError('broken', rows[0].migration_name, reason.message) : reason;
}
