import path from 'node:path';
import { databaseAccount } from './account';
import type { Child } from './child';
import { clusterState, primaryAmong } from './cluster-folder';
import { databaseFolder, logOf } from './data-folder';
import { fenceCluster } from './fence';
import type { House } from './house';
import { freePort } from './ports';
import { ensureCluster, query, type ServerPlace, startServer, superuserUrl } from './postgres';
import { findPostgres } from './postgres-binaries';
import { startReplica } from './replica';
import { Trouble } from './trouble';

/**
 * One of the two servers. Its folder is named for what it was first made as; which of the two is the
 * primary is read from the folders themselves (`clusterState`), so it survives every kind of end.
 */
export interface Site {
  place: ServerPlace;
  at: { port: number; password: string };
}

const LIMITS = { sharedBuffersMb: 128, maxConnections: 200 };

/** Both servers and their roles. */
export interface DatabasePair {
  sites: readonly [Site, Site];
  /** The primary now; the last one while there is none for a moment. */
  primary(): Site;
  other(site: Site): Site;
  isPrimary(site: Site): boolean;
  start(site: Site): Promise<Child>;
}

/** Where both servers are, before anything runs. `isSynchronous`: see `ServerSettings`. */
export async function openPair(
  house: House,
  options: { isSynchronous: boolean },
): Promise<DatabasePair> {
  const { data, secrets } = house;
  const password = secrets.postgresPassword;
  const account = databaseAccount();
  const binaries = findPostgres(account);
  const folder = databaseFolder(data.root, account);
  const limits = { ...LIMITS, ...options };
  const siteOf = async (name: string): Promise<Site> => ({
    place: { binaries, account, dataDir: path.join(folder, name), logFile: logOf(data, name) },
    at: { port: await freePort(), password },
  });
  const sites = [await siteOf('primary'), await siteOf('replica')] as const;
  const [one, two] = sites;
  let last: Site = one;
  const pair: DatabasePair = {
    sites: [one, two],
    primary() {
      const dataDir = primaryAmong(sites.map(({ place }) => place.dataDir));
      last = sites.find(({ place }) => place.dataDir === dataDir) ?? last;
      return last;
    },
    other: (site) => (site === one ? two : one),
    isPrimary: (site) => pair.primary() === site,
    async start(site) {
      const settings = { ...limits, port: site.at.port };
      if (pair.isPrimary(site)) {
        if (clusterState(site.place.dataDir).kind === 'none') {
          throw new Trouble('there is no primary at the moment');
        }
        return startServer(site.place, { ...settings, password, streamsFrom: null });
      }
      const source = pair.primary();
      const primary = { ...source.at, dataDir: source.place.dataDir };
      const { child, rebuilt } = await startReplica(site.place, settings, primary);
      if (rebuilt) house.say('the read replica was copied from the primary');
      return child;
    },
  };
  return pair;
}

/**
 * The primary to start with: the one there is, a new one in an empty house, or the copy where a
 * promotion was cut short (its old primary is fenced, or its folder is gone).
 */
export async function firstPrimary(pair: DatabasePair, house: House): Promise<Site> {
  const [one, two] = pair.sites;
  const states = pair.sites.map(({ place }) => clusterState(place.dataDir).kind);
  if (!states.includes('primary')) {
    const copy = pair.sites[states.indexOf('standby')];
    if (!copy) await ensureCluster(one.place, one.at.password);
    else await finishPromotion(copy, pair.other(copy), house);
  }
  const primary = pair.primary();
  await ensureCluster(primary.place, primary.at.password);
  const old = primary === one ? two : one;
  if (clusterState(old.place.dataDir).kind === 'primary') await fenceCluster(old.place.dataDir);
  return primary;
}

async function finishPromotion(copy: Site, old: Site, house: House): Promise<void> {
  house.say('there is a read replica and no primary: promoting it …');
  const settings = { ...LIMITS, isSynchronous: false };
  const child = await startServer(copy.place, { ...settings, ...copy.at, streamsFrom: old.at });
  try {
    await query(superuserUrl(copy.at), 'select pg_promote(true, 60)');
  } finally {
    await child.stop();
  }
  if (clusterState(copy.place.dataDir).kind === 'primary') return;
  throw new Trouble(`The read replica in ${copy.place.dataDir} cannot be promoted.`);
}
