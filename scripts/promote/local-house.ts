import { rmSync } from 'node:fs';
import path from 'node:path';
import { databaseAccount } from '../../server/stack/account';
import { primaryAmong } from '../../server/stack/cluster-folder';
import { databaseFolder } from '../../server/stack/data-folder';
import { fenceCluster } from '../../server/stack/fence';
import { freePort } from '../../server/stack/ports';
import { query, startServer } from '../../server/stack/postgres';
import { findPostgres } from '../../server/stack/postgres-binaries';
import { DATABASE, databaseUrl, ROLES } from '../../server/stack/postgres-settings';
import { isAlive } from '../../server/stack/process-identity';
import { ensureSecrets } from '../../server/stack/secrets';
import { readParts } from '../../server/stack/stack-file';
import { waitUntil } from '../../server/stack/wait';
import { NotPromoted } from './promotion';

/** The databases of a house that runs on this machine. */
export interface LocalDatabases {
  /** As superuser. */
  readonly primaryUrl: string;
  readonly standbyUrl: string;
  /** See `fenceCluster`. */
  fence(): Promise<void>;
  /** Starts what was fenced on a port that nobody knows, to be read, and ends it again. */
  readFenced<T>(read: (url: string) => Promise<T>): Promise<T>;
  /** Deletes what was fenced. */
  removeFenced(): void;
  /** Waits until the new primary has a replica again, which the house lists. @returns whether it came. */
  replicaStreams(): Promise<boolean>;
}

const REPLICA_MS = 120_000;

/** Finds them by the data folder. @throws NotPromoted when no house runs from it. */
export function localDatabases(dataDir: string): LocalDatabases {
  const root = path.resolve(dataDir);
  const stackFile = path.join(root, 'stack.json');
  const parts = readParts(stackFile);
  const stack = parts.find(({ role }) => role === 'stack');
  const primary = parts.find(({ role }) => role === 'postgres-primary');
  const standby = parts.find(({ role }) => role === 'postgres-replica');
  if (!stack || !isAlive(stack) || !primary || !standby) {
    throw new NotPromoted(`no house with a read replica runs from ${root}`);
  }
  const { postgresPassword: password } = ensureSecrets(path.join(root, 'secrets.json'));
  const account = databaseAccount();
  const folder = databaseFolder(root, account);
  const urlOf = (port: number) =>
    databaseUrl({ port, user: ROLES.superuser, password, database: DATABASE });
  let fenced: string | null = null;

  async function readFenced<T>(read: (url: string) => Promise<T>): Promise<T> {
    if (fenced === null) throw new Error('nothing was fenced');
    const port = await freePort();
    const logFile = path.join(root, 'log', 'fenced.log');
    const limits = { sharedBuffersMb: 64, maxConnections: 200, isSynchronous: false };
    const server = await startServer(
      { binaries: findPostgres(account), account, dataDir: fenced, logFile },
      { ...limits, port, password, streamsFrom: null },
    );
    try {
      return await read(urlOf(port));
    } finally {
      await server.stop();
    }
  }

  return {
    primaryUrl: urlOf(primary.port),
    standbyUrl: urlOf(standby.port),
    async fence() {
      const dataDir = primaryAmong([path.join(folder, 'primary'), path.join(folder, 'replica')]);
      // None: a promotion that was cut short had fenced it, and is finished now.
      if (dataDir) fenced = await fenceCluster(dataDir);
    },
    readFenced,
    removeFenced() {
      if (fenced !== null) rmSync(fenced, { recursive: true, force: true });
    },
    async replicaStreams() {
      const sql = `select 1 from pg_stat_replication where state = 'streaming'`;
      const isListed = () => {
        const replica = readParts(stackFile).find(({ role }) => role === 'postgres-replica');
        return replica !== undefined && isAlive(replica);
      };
      const streaming = () =>
        query(urlOf(standby.port), sql).then(
          (rows) => rows.length > 0 && isListed(),
          () => false,
        );
      return (await waitUntil(streaming, { deadlineMs: REPLICA_MS, everyMs: 100 })) === true;
    },
  };
}
