import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type pg from 'pg';
import { createPool } from '../../lib/db/pools';
import { freePort } from '../stack/ports';
import { createTestDatabase, type TestDatabase } from './test-database';
import { startTestMemcached } from './test-memcached';

/** One process of a test, ready when it was given. */
export interface RealProcess {
  url: string;
  process: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Ends it at once and waits for its end. */
  kill(): Promise<void>;
}

/** Real masters, terminals and agents, each its own process, on a real primary, replica and Memcached. */
export interface RealProcesses {
  database: TestDatabase;
  memcached: Awaited<ReturnType<typeof startTestMemcached>>;
  /** A few connections to the primary for the test itself. */
  pool: pg.Pool;
  /** @param port the same as before for one that comes back. */
  startMaster(options?: { port?: number; env?: Record<string, string> }): Promise<RealProcess>;
  startTerminal(
    name: string,
    options: { masters: readonly RealProcess[]; env?: Record<string, string> },
  ): Promise<RealProcess>;
  startAgent(
    name: string,
    options: { masters: readonly RealProcess[]; env?: Record<string, string> },
  ): Promise<RealProcess>;
  /** Ends every process and server. */
  stop(): Promise<void>;
}

/** Between all processes of a test. */
export const TEST_SECRET = 'a-secret-of-tests-that-is-long-enough';

/** Where pages of a test say they come from. */
const TEST_PAGES = 'http://localhost:3000';

/** Starts the servers; processes are started by name. Needs the PostgreSQL and Memcached set-ups. */
export async function createRealProcesses(): Promise<RealProcesses> {
  const [database, memcached] = await Promise.all([createTestDatabase(), startTestMemcached()]);
  const pool = createPool(database.primaryUrl, { max: 3, name: 'test' });
  const everything: RealProcess[] = [];

  async function start(entry: string, port: number, env: Record<string, string>) {
    const child = spawn(process.execPath, ['--import', 'tsx', `server/${entry}.ts`], {
      env: {
        ...process.env,
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        NODE_SECRET: TEST_SECRET,
        MEMCACHED: memcached.address,
        PORT: String(port),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    const running: RealProcess = {
      url: `http://127.0.0.1:${port}`,
      process: child,
      output: () => said,
      async kill() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    };
    everything.push(running);
    while (!(await isReady(running.url))) {
      if (child.exitCode !== null) throw new Error(`${entry} ended: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return running;
  }

  const mastersOf = (masters: readonly RealProcess[]) => masters.map(({ url }) => url).join(',');
  return {
    database,
    memcached,
    pool,
    startMaster: async ({ port, env } = {}) =>
      start('master', port ?? (await freePort()), {
        PRIMARY_URL: database.primaryUrl,
        REPLICA_URL: database.replicaUrl,
        AUTH_SECRET: TEST_SECRET,
        PUBLIC_ORIGIN: TEST_PAGES,
        PAGES: 'off',
        ...env,
      }),
    async startTerminal(name, { masters, env }) {
      const port = await freePort();
      return start('terminal', port, {
        MASTERS: mastersOf(masters),
        NODE_NAME: name,
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        ALLOWED_ORIGINS: TEST_PAGES,
        ...env,
      });
    },
    startAgent: async (name, { masters, env }) =>
      start('cache-agent', await freePort(), {
        ...{ MASTERS: mastersOf(masters), NODE_NAME: name },
        ...env,
      }),
    async stop() {
      await Promise.all(everything.map((running) => running.kill()));
      await pool.end();
      await Promise.all([database.drop(), memcached.stop()]);
    },
  };
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

/** One line of a process's metrics, 0 where it is not there. */
export async function metricOf(of: RealProcess, line: string): Promise<number> {
  const text = await (await fetch(`${of.url}/metrics`)).text();
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
}
