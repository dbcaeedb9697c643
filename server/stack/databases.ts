import path from 'node:path';
import { migrate } from '../../lib/db/migrate';
import { MigrationError } from '../../lib/db/migration-error';
import { databaseAccount } from './account';
import { type DataFolder, databaseFolder } from './data-folder';
import { ensureDatabase, houseUrl } from './database';
import type { House } from './house';
import { freePort } from './ports';
import { ensureCluster, type ServerPlace, startServer } from './postgres';
import { findPostgres } from './postgres-binaries';
import { slotState, startReplica } from './replica';
import type { Supervised } from './supervise';
import { Trouble } from './trouble';

/** The two databases of the house, running and migrated. */
export interface Databases {
  primaryUrl: string;
  replicaUrl: string;
}

const LIMITS = { sharedBuffersMb: 128, maxConnections: 200 };
const SLOT_LOOK_MS = 10_000;

/**
 * Starts the primary and its replica, and brings the primary to the newest migration.
 * @throws Trouble for everything a person can mend; the caller ends what stands by then.
 */
export async function startDatabases(house: House): Promise<Databases> {
  const { data, secrets } = house;
  const password = secrets.postgresPassword;
  const account = databaseAccount();
  const binaries = findPostgres(account);
  const folder = databaseFolder(data.root, account);
  const place = (name: 'primary' | 'replica'): ServerPlace => ({
    binaries,
    account,
    dataDir: path.join(folder, name),
    logFile: logOf(data, name),
  });
  const primaryAt = { port: await freePort(), password };
  const replicaAt = { port: await freePort(), password };

  await ensureCluster(place('primary'), password);
  await house.add({
    name: 'primary',
    role: 'postgres-primary',
    port: primaryAt.port,
    url: `postgresql://127.0.0.1:${primaryAt.port}`,
    start: () => startServer(place('primary'), { ...LIMITS, ...primaryAt, streamsFrom: null }),
    // Without the primary there is no house: after some honest attempts it ends, and says why.
    giveUpAfter: 6,
  });
  await ensureDatabase(primaryAt);
  const primaryUrl = houseUrl(primaryAt);
  await migrateHouse(primaryUrl, path.join(house.root, 'prisma', 'migrations'));
  const replica = await house.add({
    name: 'replica',
    role: 'postgres-replica',
    port: replicaAt.port,
    url: `postgresql://127.0.0.1:${replicaAt.port}`,
    async start() {
      const limits = { ...LIMITS, port: replicaAt.port };
      const primary = { ...primaryAt, dataDir: place('primary').dataDir };
      const { child, rebuilt } = await startReplica(place('replica'), limits, primary);
      if (rebuilt) house.say('the read replica was copied from the primary');
      return child;
    },
  });
  house.onStop(watchSlot(replica, primaryAt));
  return { primaryUrl, replicaUrl: houseUrl(replicaAt) };
}

async function migrateHouse(connectionString: string, migrationsDir: string): Promise<void> {
  try {
    await migrate({ connectionString, migrationsDir });
  } catch (error) {
    throw error instanceof MigrationError ? new Trouble(error.message) : error;
  }
}

/** A replica that was away too long has lost its log for ever: ended, it is built anew. */
function watchSlot(replica: Supervised, primary: { port: number; password: string }): () => void {
  const timer = setInterval(async () => {
    const state = await slotState(primary).catch(() => 'usable');
    if (state !== 'usable' && !replica.child().hasExited()) await replica.restart();
  }, SLOT_LOOK_MS);
  return () => clearInterval(timer);
}

/** Where that part writes its log. */
export function logOf(data: DataFolder, name: string): string {
  return path.join(data.logs, `${name}.log`);
}
