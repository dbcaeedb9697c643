import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { MigrationError } from './migration-error';

const LOCK_FILE = 'migration_lock.toml';

/**
 * Reads a Prisma migrations folder as the engine wants it: folders by name, one script each.
 * @throws MigrationError (`broken`) when a migration's folder holds no readable `migration.sql`.
 */
export async function readMigrations(baseDir: string): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const lock = await readFile(path.join(baseDir, LOCK_FILE), 'utf8').catch(() => null);
  return {
    baseDir,
    lockfile: { path: LOCK_FILE, content: lock ?? 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readScript(baseDir, name) },
        },
      })),
    ),
  };
}

async function readScript(baseDir: string, name: string): Promise<string> {
  try {
    return await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8');
  } catch {
    throw new MigrationError('broken', name, 'its migration.sql cannot be read');
  }
}
