import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type {
  DiagnoseMigrationHistoryOutput,
  MigrationList,
  SchemaEngine,
} from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { MigrationError } from './migration-error';
import { readMigrations } from './migration-files';

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
  const engine = await startEngine(pool, migrationsList);
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
    throw error instanceof MigrationError ? error : await nameFailure(pool, error);
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

/** The engine's own message is a page; the newest failed row names the migration and why. */
async function nameFailure(pool: pg.Pool, error: unknown): Promise<Error> {
  const { rows } = await pool
    .query<{ migration_name: string; logs: string | null }>(
      `select migration_name, logs from _prisma_migrations
        where finished_at is null and rolled_back_at is null order by started_at desc limit 1`,
    )
    .catch(() => ({ rows: [] }));
  const failed = rows[0];
  if (!failed) return error instanceof Error ? error : new Error(String(error));
  return new MigrationError('broken', failed.migration_name, failed.logs ?? String(error));
}

async function startEngine(pool: pg.Pool, migrationsList: MigrationList): Promise<SchemaEngine> {
  const modulePath = createRequire(import.meta.url).resolve(
    '@prisma/schema-engine-wasm/schema_engine_bg',
  );
  const engineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(modulePath.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': engineModule as unknown as WebAssembly.ModuleImports,
  });
  const glue = engineModule as unknown as { __wbg_set_wasm(exports: unknown): void };
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  const scripts = new Set(
    migrationsList.migrationDirectories.flatMap(({ migrationFile: { content } }) =>
      content.tag === 'ok' ? [content.value] : [],
    ),
  );
  const factory = sendingWholeScripts(pool, scripts);
  return engineModule.SchemaEngine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

/**
 * The adapter cuts a script at every `;`, which breaks function bodies. Here a script goes in one
 * simple query, which PostgreSQL runs as one transaction: a failing migration leaves nothing behind.
 * The row that says "finished" is written in that same transaction, so a kill between the two
 * cannot make an applied migration look failed.
 */
function sendingWholeScripts(
  pool: pg.Pool,
  migrationScripts: ReadonlySet<string>,
): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      await pool.query(migrationScripts.has(script) ? script + MARK_FINISHED : script);
    };
    return adapter;
  };
  return factory;
}

const MARK_FINISHED = `
;update "_prisma_migrations" set finished_at = clock_timestamp(), applied_steps_count = 1
  where finished_at is null and rolled_back_at is null;`;
