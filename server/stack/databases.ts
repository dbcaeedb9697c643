import path from 'node:path';
import { migrate } from '../../lib/db/migrate';
import { MigrationError } from '../../lib/db/migration-error';
import { clusterState } from './cluster-folder';
import { ensureDatabase, houseUrl } from './database';
import { type DatabasePair, firstPrimary, openPair, type Site } from './database-pair';
import { fenceCluster } from './fence';
import type { House, HousePart } from './house';
import { slotState } from './replica';
import type { Supervised } from './supervise';
import { oneLine, Trouble } from './trouble';

/** The two databases of the house, running and migrated. */
export interface Databases {
  /** The primary as it is now: a promotion exchanges the two. */
  primaryUrl(): string;
  replicaUrl(): string;
}

const SLOT_LOOK_MS = 10_000;
const ROLES_LOOK_MS = 250;
/** Without the primary there is no house: after some honest attempts it ends, and says why. */
const PRIMARY_ATTEMPTS = 6;

/**
 * Starts the primary and its replica, and brings the primary to the newest migration. From then on it
 * follows promotions: the old primary becomes the new one's replica.
 * @throws Trouble for everything a person can mend; the caller ends what stands by then.
 */
export async function startDatabases(
  house: House,
  options: { isSynchronous: boolean },
): Promise<Databases> {
  const pair = await openPair(house, options);
  const first = await firstPrimary(pair, house);
  const second = pair.other(first);
  const partOf = (site: Site): HousePart => ({
    get name() {
      return pair.isPrimary(site) ? 'primary' : 'replica';
    },
    get role() {
      return pair.isPrimary(site) ? 'postgres-primary' : 'postgres-replica';
    },
    port: site.at.port,
    url: `postgresql://127.0.0.1:${site.at.port}`,
    start: () => pair.start(site),
    // Amid a promotion there is no primary for a moment, and its folder is gone.
    giveUpAfter: () =>
      clusterState(site.place.dataDir).kind === 'primary' ? PRIMARY_ATTEMPTS : null,
  });
  const running = new Map<Site, Supervised>();
  running.set(first, await house.add(partOf(first)));
  await ensureDatabase(first.at);
  await migrateHouse(houseUrl(first.at), path.join(house.root, 'prisma', 'migrations'));
  running.set(second, await house.add(partOf(second)));
  house.onStop(watchSlot(pair, running));
  house.onStop(followPromotions(pair, house));
  return {
    primaryUrl: () => houseUrl(pair.primary().at),
    replicaUrl: () => houseUrl(pair.other(pair.primary()).at),
  };
}

async function migrateHouse(connectionString: string, migrationsDir: string): Promise<void> {
  try {
    await migrate({ connectionString, migrationsDir });
  } catch (error) {
    throw error instanceof MigrationError ? new Trouble(error.message) : error;
  }
}

/** A replica that was away too long has lost its log for ever: ended, it is built anew. */
function watchSlot(pair: DatabasePair, running: ReadonlyMap<Site, Supervised>): () => void {
  const timer = setInterval(async () => {
    const primary = pair.primary();
    const replica = running.get(pair.other(primary));
    const state = await slotState(primary.at).catch(() => 'usable');
    const isSamePrimary = pair.isPrimary(primary);
    if (state === 'usable' || !isSamePrimary || !replica || replica.child().hasExited()) return;
    await replica.restart();
  }, SLOT_LOOK_MS);
  return () => clearInterval(timer);
}

/**
 * Sees in the folders that the replica was promoted: the list of processes names both by their new
 * roles, and an old primary that was not fenced (promoted by hand) is fenced now.
 */
function followPromotions(pair: DatabasePair, house: House): () => void {
  let seen = pair.primary();
  const timer = setInterval(() => {
    const now = pair.primary();
    if (now === seen) return;
    const old = seen;
    seen = now;
    house.relist();
    house.say('the read replica was promoted: it is the primary now');
    if (clusterState(old.place.dataDir).kind !== 'primary') return;
    fenceCluster(old.place.dataDir).then(
      (folder) => house.say(`the old primary was still there and is fenced: ${folder}`),
      (error) => house.say(oneLine(error)),
    );
  }, ROLES_LOOK_MS);
  return () => clearInterval(timer);
}
