import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../lib/db/migrate';
import { ensureDatabase, houseUrl } from '../stack/database';
import { sharedPerRun } from './shared-per-run';
import { startTestPostgres, TEMPLATE_DATABASE } from './test-postgres';

/** What the suites need to make databases of their own (see test-database.ts). */
export interface ProvidedPostgres {
  primaryAdminUrl: string;
  replicaAdminUrl: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: ProvidedPostgres;
  }
}

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** One primary and one replica for the whole run, with a template database migrated once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { value, release } = await sharedPerRun('postgres', async () => {
    const postgres = await startTestPostgres({ replica: true });
    await makeTemplate(postgres.primaryAdminUrl);
    return { value: postgres, stop: () => postgres.stop() };
  });
  project.provide('postgres', {
    primaryAdminUrl: value.primaryAdminUrl,
    replicaAdminUrl: value.replicaAdminUrl ?? '',
  });
  return release;
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const { port, password } = new URL(adminUrl);
  const server = { port: Number(port), password: decodeURIComponent(password) };
  await ensureDatabase(server, TEMPLATE_DATABASE);
  await migrate({
    connectionString: houseUrl(server, TEMPLATE_DATABASE),
    migrationsDir: path.resolve(MIGRATIONS),
  });
}
