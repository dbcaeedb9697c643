import { z } from 'zod';
import { logOf } from './data-folder';
import type { Databases } from './databases';
import type { Flags } from './flags';
import type { House } from './house';
import { startNodeProgram } from './node-process';
import { freePort } from './ports';
import type { Part } from './stack-file';
import type { PrintedAccount } from './table';

/** Ports on which people reach the house, decided before anything starts. */
export interface PublicPorts {
  master: number;
  terminals: readonly number[];
}

/** What the nodes are connected to. */
export interface Backends extends Databases {
  /** `host:port`, empty when the house runs without it. */
  memcached: string;
  bus: Flags['bus'];
  /** Empty where the bus is direct. */
  redisUrl: string;
}

/**
 * Starts masters, the cache agent and terminals, each its own process.
 * @throws Trouble with the reason of the first that does not get ready.
 */
export async function startNodes(
  house: House,
  flags: Flags,
  ports: PublicPorts,
  backends: Backends,
): Promise<void> {
  const publicOrigin = `http://localhost:${ports.master}`;
  const terminals = ports.terminals.map((port) => `http://127.0.0.1:${port}`);
  const masterPorts = [ports.master];
  while (masterPorts.length < flags.masters) masterPorts.push(await freePort());
  const masters = masterPorts.map((port) => `http://127.0.0.1:${port}`).join(',');
  const common = {
    HOST: '127.0.0.1',
    LOTCAST_DATA_DIR: house.data.root,
    NODE_SECRET: house.secrets.nodeSecret,
    MEMCACHED: backends.memcached,
    BUS: backends.bus,
    REDIS_URL: backends.redisUrl,
  };
  const masterEnv = () => ({
    ...common,
    PRIMARY_URL: backends.primaryUrl(),
    REPLICA_URL: backends.replicaUrl(),
    AUTH_SECRET: house.secrets.authSecret,
    PUBLIC_ORIGIN: publicOrigin,
    TERMINALS: JSON.stringify(terminals),
    STACK_FILE: house.data.stackFile,
    DURABILITY: flags.durability,
  });
  await all(
    masterPorts.map((port, index) => {
      const name = `master-${index + 1}`;
      const pages = index === 0 ? 'on' : 'off';
      const env = () => ({ ...masterEnv(), MASTER_NAME: name, PAGES: pages });
      const url = index === 0 ? publicOrigin : `http://127.0.0.1:${port}`;
      return addNode(house, { name, role: 'master', port, url, env });
    }),
  );
  const node = { ...common, MASTERS: masters };
  await all([
    // Without Memcached there is nothing for it to fill.
    ...(backends.memcached === '' ? [] : [addAgent(house, node)]),
    ...ports.terminals.map((port, index) => {
      const name = `terminal-${index + 1}`;
      const url = `http://127.0.0.1:${port}`;
      const env = { ...node, NODE_NAME: name, PUBLIC_URL: url, ALLOWED_ORIGINS: publicOrigin };
      return addNode(house, { name, role: 'terminal', port, url, env: () => env });
    }),
  ]);
}

/**
 * Starts the demo sale and its bidders, who use the public API like anyone.
 * @returns the accounts a visitor can sign in with, as the demo names them when it is ready.
 * @throws Trouble when it does not start; the house is whole without it.
 */
export async function startDemo(
  house: House,
  at: { masterUrl: string; primaryUrl(): string },
): Promise<PrintedAccount[]> {
  let accounts: PrintedAccount[] = [];
  const program = () => ({
    name: 'demo',
    entry: 'demo',
    port: null,
    logFile: logOf(house.data, 'demo'),
    env: {
      MASTER_URL: at.masterUrl,
      PRIMARY_URL: at.primaryUrl(),
      AUTH_SECRET: house.secrets.authSecret,
      DATA_DIR: house.data.root,
      LOTCAST_DATA_DIR: house.data.root,
    },
    onMessage(message: unknown) {
      const ready = demoReady.safeParse(message);
      if (ready.success) accounts = ready.data.accounts;
    },
  });
  await house.add({
    name: 'demo',
    role: 'demo',
    optional: true,
    url: '',
    port: 0,
    start: (stopping) => startNodeProgram(program(), { root: house.root, stopping }),
  });
  return accounts;
}

const demoReady = z.object({
  ready: z.literal(true),
  accounts: z.array(z.object({ role: z.string(), email: z.string(), password: z.string() })),
});

async function addAgent(house: House, common: Record<string, string>): Promise<void> {
  const name = 'agent-1';
  const port = await freePort();
  const env = { ...common, NODE_NAME: name };
  const url = `http://127.0.0.1:${port}`;
  await addNode(house, { name, role: 'cache-agent', port, url, env: () => env });
}

async function addNode(
  house: House,
  node: {
    name: string;
    role: Extract<Part['role'], 'master' | 'cache-agent' | 'terminal'>;
    port: number;
    url: string;
    /** Read anew at each start: a promotion exchanges the databases. */
    env(): Record<string, string>;
  },
): Promise<void> {
  const program = () => ({
    name: node.name,
    entry: node.role,
    env: { ...node.env(), PORT: String(node.port) },
    logFile: logOf(house.data, node.name),
    port: node.port,
  });
  await house.add({
    name: node.name,
    role: node.role,
    url: node.url,
    port: node.port,
    start: (stopping) => startNodeProgram(program(), { root: house.root, stopping }),
  });
}

/** Waits for every one, so that none is left half started, then throws what failed first. */
async function all(starts: readonly Promise<void>[]): Promise<void> {
  const failures: unknown[] = [];
  await Promise.all(starts.map((start) => start.catch((error) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
}
