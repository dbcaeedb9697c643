import { logOf, openDataFolder, rotateLogs } from './data-folder';
import { startDatabases } from './databases';
import { ensureDebian } from './debian-install';
import { type Flags, readFlags, USAGE } from './flags';
import { type House, openHouse } from './house';
import { takeHouse } from './house-lock';
import { startMemcached } from './memcached';
import { type PublicPorts, startDemo, startNodes } from './nodes';
import { freePort, portObstacle } from './ports';
import { identityOf } from './process-identity';
import { projectRoot } from './project-root';
import { startRedis } from './redis';
import { ensureSecrets } from './secrets';
import { endOrphans, openStackFile } from './stack-file';
import { houseTable, type PrintedAccount } from './table';
import { oneLine, Trouble } from './trouble';

const say = (line: string) => console.log(`  ${line}`);

/**
 * Starts the whole house on this machine and keeps it running until it is asked to stop.
 * @returns the exit code: 0 after Ctrl-C, 1 when it could not start or go on, 2 for bad flags.
 */
export async function runHouse(args: readonly string[]): Promise<number> {
  const flags = flagsOrExitCode(args);
  if (typeof flags === 'number') return flags;
  const ending = new AbortController();
  const end = listenForTheEnd(ending);
  try {
    return await run(flags, ending, end);
  } catch (error) {
    complain(error);
    return 1;
  }
}

function flagsOrExitCode(args: readonly string[]): Flags | number {
  try {
    const flags = readFlags(args);
    if (flags !== 'help') return flags;
    console.log(USAGE);
    return 0;
  } catch (error) {
    complain(error);
    console.error(USAGE);
    return 2;
  }
}

/** A Trouble is one line; a defect of ours also shows where it happened. */
function complain(error: unknown): void {
  console.error(`lotcast: ${oneLine(error)}`);
  if (!(error instanceof Trouble) && error instanceof Error) console.error(error.stack);
}

/** Settles with null when somebody asks the house to stop, or with the reason it cannot go on. */
interface End {
  reached: Promise<Error | null>;
  reach(because: Error | null): void;
}

function listenForTheEnd(ending: AbortController): End {
  let settle: (because: Error | null) => void = () => {};
  const reached = new Promise<Error | null>((resolve) => {
    settle = resolve;
  });
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      asked += 1;
      // The second time means at once: the kernel ends our children with us.
      if (asked > 1 && signal === 'SIGINT') process.exit(130);
      if (asked === 1) say('stopping …');
      ending.abort();
      settle(null);
    });
  }
  const reach = (because: Error | null) => {
    ending.abort();
    settle(because);
  };
  // A defect of ours must not leave children behind either.
  process.on('uncaughtException', reach);
  return { reached, reach };
}

async function run(flags: Flags, ending: AbortController, end: End): Promise<number> {
  const data = openDataFolder(flags.data);
  const lock = takeHouse(data.lockFile);
  let house: House | null = null;
  try {
    const orphans = await endOrphans(data.stackFile);
    if (orphans.length > 0) say(`ended what an earlier run left: ${orphans.join(', ')}`);
    const ports = await choosePorts(flags);
    rotateLogs(data.logs);
    const stackFile = openStackFile(data.stackFile);
    const origin = `http://localhost:${ports.master}`;
    lock.announce(origin);
    const me = identityOf(process.pid);
    stackFile.put({ role: 'stack', name: 'stack', url: origin, port: ports.master, ...me });
    house = openHouse({
      root: projectRoot(),
      data,
      secrets: ensureSecrets(data.secretsFile),
      stackFile,
      ending,
      say,
      fail: (reason) => end.reach(reason),
    });
    await startAll(house, flags, ports, ending.signal);
    const because = await end.reached;
    if (because) throw because;
    return 0;
  } catch (error) {
    // Stopped in the middle of a start: what failed then failed because of that.
    if (ending.signal.aborted && (await Promise.race([end.reached, 'open'])) === null) return 0;
    throw error;
  } finally {
    await house?.stop();
    lock.release();
  }
}

async function choosePorts(flags: Flags): Promise<PublicPorts> {
  const master = flags.port === 0 ? await freePort() : flags.port;
  const terminals: number[] = [];
  for (let index = 0; index < flags.terminals; index++) {
    terminals.push(flags.terminalPort === 0 ? await freePort() : flags.terminalPort + index);
  }
  if (terminals.includes(master)) {
    throw new Trouble(
      `Port ${master} is asked for twice: choose another --port or --terminal-port.`,
    );
  }
  await refuseObstacle(master, '--port');
  for (const port of terminals) await refuseObstacle(port, '--terminal-port');
  return { master, terminals };
}

async function refuseObstacle(port: number, flag: string): Promise<void> {
  const obstacle = await portObstacle(port);
  if (obstacle === null) return;
  const what = obstacle === 'taken' ? 'is already in use' : 'may not be opened by this account';
  throw new Trouble(`Port ${port} ${what}: choose another with ${flag}.`);
}

async function startAll(
  house: House,
  flags: Flags,
  ports: PublicPorts,
  end: AbortSignal,
): Promise<void> {
  say('starting the databases …');
  const databases = await startDatabases(house, {
    isSynchronous: flags.durability !== 'local',
  });
  const cache = await startCache(house);
  const redisUrl = flags.bus === 'redis' ? await startBus(house, flags.redisUrl) : '';
  say('starting the nodes …');
  await startNodes(house, flags, ports, {
    ...databases,
    ...{ memcached: cache.address, bus: flags.bus, redisUrl },
  });
  const notes = cache.why === null ? [] : [{ name: 'memcached', text: cache.why }];
  let accounts: PrintedAccount[] = [];
  if (flags.demo) {
    say('opening the demo sale …');
    const masterUrl = `http://127.0.0.1:${ports.master}`;
    try {
      accounts = await startDemo(house, { masterUrl, primaryUrl: databases.primaryUrl });
    } catch (error) {
      notes.push({ name: 'demo', text: `not running: ${oneLine(error)}` });
    }
  }
  if (end.aborted) throw new Trouble('Stopped before it was up.');
  const origin = `http://localhost:${ports.master}`;
  console.log(`\n${houseTable({ parts: house.parts(), origin, accounts, notes })}\n`);
}

/** Memcached is a convenience: without it, reads go to the replica. */
async function startCache(house: House): Promise<{ address: string; why: string | null }> {
  const found = ensureDebian('memcached', { toolsDir: house.data.tools, say });
  if (!found.program) return { address: '', why: withoutIt(found.why) };
  const { program } = found;
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const logFile = logOf(house.data, 'memcached');
  const start = async () => (await startMemcached(program, { port, logFile })).child;
  const refusal = await whyItDoesNotStart(start);
  if (refusal) return { address: '', why: withoutIt(refusal) };
  await house.add({ name: 'memcached', role: 'memcached', url: address, port, start });
  return { address, why: null };
}

/**
 * The Redis of the bus: one that we are told of, else one of our own.
 * @throws Trouble where there is none: who asks for that bus shall not get another one unseen.
 */
async function startBus(house: House, told: string): Promise<string> {
  if (told !== '') return told;
  const found = ensureDebian('redis-server', { toolsDir: house.data.tools, say });
  if (!found.program) {
    throw new Trouble(`--bus redis needs a Redis: ${found.why}. Name one with --redis-url.`);
  }
  const { program } = found;
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const logFile = logOf(house.data, 'redis');
  const start = async () => (await startRedis(program, { port, logFile })).child;
  await house.add({ name: 'redis', role: 'redis', url, port, start });
  return url;
}

/** A part that fails ends the start; Memcached may fail, so it is tried before it becomes one. */
async function whyItDoesNotStart(start: () => Promise<{ stop(): Promise<void> }>) {
  try {
    await (await start()).stop();
    return null;
  } catch (error) {
    return oneLine(error);
  }
}

function withoutIt(why: string): string {
  return `not running (${why}); reads go to the replica`;
}
