import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type pg from 'pg';

const ENGINE = '@prisma/schema-engine-wasm/schema_engine_bg';

let loading: Promise<typeof import('@prisma/schema-engine-wasm/schema_engine_bg')> | null = null;

/**
 * Prisma's schema engine on that database; `free` it when done. The pool stays the caller's.
 * @param onScriptError hears the database's own error when a migration's script fails; the engine
 * keeps only that there was one.
 */
export async function startSchemaEngine(
  pool: pg.Pool,
  migrationsList: MigrationList,
  onScriptError: (error: unknown) => void,
): Promise<SchemaEngine> {
  loading ??= loadEngine();
  const engineModule = await loading;
  const scripts = new Set(
    migrationsList.migrationDirectories.flatMap(({ migrationFile: { content } }) =>
      content.tag === 'ok' ? [content.value] : [],
    ),
  );
  return engineModule.SchemaEngine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(sendingWholeScripts(pool, scripts, onScriptError)),
  );
}

/** The package's own entry imports `.wasm` as a module, which Node does not do; so by hand. */
async function loadEngine() {
  const engineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const path = createRequire(import.meta.url)
    .resolve(ENGINE)
    .replace(/\.js$/, '.wasm');
  const imports: Record<string, unknown> = { ...engineModule };
  for (const name of Object.keys(imports)) {
    // Its ten-second lock timeout is never cleared and would hold the process open for that long.
    if (name.startsWith('__wbg_setTimeout_')) imports[name] = unreferencedTimeout;
  }
  const { instance } = await WebAssembly.instantiate(await readFile(path), {
    './schema_engine_bg.js': imports as WebAssembly.ModuleImports,
  });
  const glue = engineModule as unknown as { __wbg_set_wasm(exports: unknown): void };
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return engineModule;
}

function unreferencedTimeout(run: () => void, delayMs: number): NodeJS.Timeout {
  return setTimeout(run, delayMs >>> 0).unref();
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
  onScriptError: (error: unknown) => void,
): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      try {
        await pool.query(migrationScripts.has(script) ? script + MARK_FINISHED : script);
      } catch (error) {
        onScriptError(error);
        throw error;
      }
    };
    return adapter;
  };
  return factory;
}

const MARK_FINISHED = `
;update "_prisma_migrations" set finished_at = clock_timestamp(), applied_steps_count = 1
  where finished_at is null and rolled_back_at is null;`;
