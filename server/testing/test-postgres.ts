import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { databaseAccount } from '../stack/account';
import type { Child } from '../stack/child';
import { ensureDatabase, houseUrl } from '../stack/database';
import { freePort } from '../stack/ports';
import { ensureCluster, startServer, superuserUrl } from '../stack/postgres';
import { findPostgres } from '../stack/postgres-binaries';
import { DATABASE } from '../stack/postgres-settings';
import { startReplica } from '../stack/replica';

/** A PostgreSQL of a test's own: real binaries, real streaming, own folder and ports. */
export interface TestPostgres {
  /** Holds `primary`, `replica` and their logs. */
  folder: string;
  /** The house's own account on the house's database, empty until somebody migrates it. */
  primaryUrl: string;
  replicaUrl: string | null;
  /** Superuser on the database `postgres`. */
  primaryAdminUrl: string;
  replicaAdminUrl: string | null;
  /** The processes, to signal (SIGSTOP, SIGKILL); another one after a restart. */
  primary(): Child;
  replica(): Child | null;
  /** SIGKILL, and gone. */
  killPrimary(): Promise<void>;
  killReplica(): Promise<void>;
  /** Starts it again on the same port, after it was stopped or killed. */
  restartPrimary(): Promise<void>;
  /** The same for the replica; tells whether it had to be copied anew. */
  restartReplica(): Promise<{ rebuilt: boolean }>;
  stop(): Promise<void>;
}

/** The database that every test's own is copied from. */
export const TEMPLATE_DATABASE = 'lotcast_template';

const PREFIX = 'lotcast-test-';
const PASSWORD = 'test-password';

/**
 * Starts a primary and, when asked, a streaming replica in a temporary folder (`isSynchronous`: commits
 * may wait for it; `primaryEnv`: more environment for the primary). `stop` ends both and
 * removes it; what a killed run left behind is removed by the next.
 */
export async function startTestPostgres(
  options: { replica?: boolean; isSynchronous?: boolean; primaryEnv?: Record<string, string> } = {},
): Promise<TestPostgres> {
  sweepLeftovers();
  const folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  const account = databaseAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  const binaries = findPostgres(account);
  const place = (name: string) => ({
    binaries,
    account,
    dataDir: path.join(folder, name),
    logFile: path.join(folder, `${name}.log`),
  });
  const { isSynchronous = false, primaryEnv = {} } = options;
  const limits = { sharedBuffersMb: 64, maxConnections: 200, isSynchronous };
  const primaryAt = { port: await freePort(), password: PASSWORD };
  const replicaAt = { port: await freePort(), password: PASSWORD };
  const startPrimary = () =>
    startServer(
      { ...place('primary'), env: primaryEnv },
      { ...limits, ...primaryAt, streamsFrom: null },
    );
  const followPrimary = () =>
    startReplica(
      place('replica'),
      { ...limits, port: replicaAt.port },
      { ...primaryAt, dataDir: place('primary').dataDir },
    );
  await ensureCluster(place('primary'), PASSWORD);
  let primary = await startPrimary();
  await ensureDatabase(primaryAt);
  let replica = options.replica ? (await followPrimary()).child : null;
  return {
    folder,
    primaryUrl: houseUrl(primaryAt, DATABASE),
    replicaUrl: options.replica ? houseUrl(replicaAt, DATABASE) : null,
    primaryAdminUrl: superuserUrl(primaryAt),
    replicaAdminUrl: options.replica ? superuserUrl(replicaAt) : null,
    primary: () => primary,
    replica: () => replica,
    killPrimary: () => kill(primary),
    killReplica: async () => {
      if (replica) await kill(replica);
    },
    async restartPrimary() {
      primary = await startPrimary();
    },
    async restartReplica() {
      const { child, rebuilt } = await followPrimary();
      replica = child;
      return { rebuilt };
    },
    async stop() {
      await replica?.stop();
      await primary.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The back-ends outlive their server for a moment and would answer once more. */
async function kill(child: Child): Promise<void> {
  const backends = childrenOf(child.process.pid);
  child.process.kill('SIGKILL');
  await child.exited;
  while (backends.some((pid) => existsSync(`/proc/${pid}`))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Processes that this one started, where the system tells. */
function childrenOf(parent: number | undefined): string[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const [, facts = ''] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ');
      return Number(facts.split(' ')[1]) === parent;
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}

function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner && !runs(Number(owner))) {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
