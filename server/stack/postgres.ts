import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { type Account, asAccount } from './account';
import { asProcessEnv, type Child, startChild } from './child';
import type { PostgresBinaries } from './postgres-binaries';
import { databaseUrl, ROLES, type ServerSettings, settingsFile } from './postgres-settings';
import { commandLine, endProcess, identityOf, startedAtTicks } from './process-identity';
import { folderTrouble, oneLine, Trouble } from './trouble';
import { waitUntil } from './wait';

/** Where one server lives and who runs it. */
export interface ServerPlace {
  binaries: PostgresBinaries;
  account: Account | null;
  /** Its data directory. */
  dataDir: string;
  /** What it is given beyond `SERVER_ENV`: a library to preload, in tests of a clock that is set. */
  env?: Record<string, string>;
  logFile: string;
}

/** PostgreSQL wants no other locale or library settings of ours than these. */
const SERVER_ENV = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
const SETTINGS = 'lotcast.conf';

/** Runs one statement on a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {}); // A server that dies under us; the query itself rejects.
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Makes a new, empty cluster unless there is one. It is made beside its place and moved there when
 * it is whole, so a start that was killed half-way leaves nothing that looks like data.
 * @throws Trouble when the disk is full, the folder closed, or initdb refuses.
 */
export async function ensureCluster(place: ServerPlace, password: string): Promise<void> {
  if (existsSync(path.join(place.dataDir, 'PG_VERSION'))) return checkVersion(place);
  const fresh = `${place.dataDir}.new`;
  const passwordFile = `${place.dataDir}.password`;
  try {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    giveTo(place.account, fresh, passwordFile);
    await initdb(place, fresh, passwordFile);
    appendFileSync(path.join(fresh, 'postgresql.conf'), `\ninclude '${SETTINGS}'\n`);
    renameSync(fresh, place.dataDir);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw folderTrouble(error, path.dirname(place.dataDir)) ?? error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function initdb(place: ServerPlace, dir: string, passwordFile: string): Promise<void> {
  const args = [
    '-D',
    dir,
    '-U',
    ROLES.superuser,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
  ];
  args.push(
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  );
  const run = spawn(place.binaries.initdb, args, {
    ...asAccount(place.account),
    cwd: path.dirname(dir),
    env: asProcessEnv(SERVER_ENV),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  run.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    run.once('error', reject);
    run.once('close', resolve);
  });
  if (code === 0) return;
  const reason = said.split('\n').find((line) => /(error|FATAL|PANIC):/.test(line)) ?? said;
  throw new Trouble(`The database cannot be made: ${oneLine(reason)}`);
}

/** A cluster of another major version needs pg_upgrade; starting on it would only fail obscurely. */
function checkVersion(place: ServerPlace): void {
  const found = readFileSync(path.join(place.dataDir, 'PG_VERSION'), 'utf8').trim();
  if (found === '18') return;
  throw new Trouble(
    `The data in ${place.dataDir} is PostgreSQL ${found}, this house runs 18: move it away or upgrade it.`,
  );
}

/**
 * Starts a server and waits until it answers. Recovery after a crash may take a while; it is waited
 * for as long as the server lives, up to two minutes.
 * @throws Trouble with the server's own reason when it ends instead.
 */
export async function startServer(
  place: ServerPlace,
  settings: ServerSettings & { password: string },
): Promise<Child> {
  try {
    await clearStaleLock(place.dataDir);
    const file = path.join(place.dataDir, SETTINGS);
    writeFileSync(file, settingsFile(settings), { mode: 0o600 });
    giveTo(place.account, file);
  } catch (error) {
    throw folderTrouble(error, place.dataDir) ?? error;
  }
  const url = superuserUrl(settings);
  // Back-ends of a server that was killed hold its memory for a moment longer.
  for (let attempt = 1; ; attempt++) {
    const child = await spawnServer(place);
    const answer = await waitUntil(() => (child.hasExited() ? 'ended' : answers(url)), {
      deadlineMs: 120_000,
    });
    if (answer === 'ready') return child;
    await child.stop();
    const reason = child.lastWords();
    if (attempt < 10 && /shared memory block/.test(reason)) {
      await setTimeout(200);
      continue;
    }
    throw startTrouble(place, answer, reason);
  }
}

function spawnServer(place: ServerPlace): Promise<Child> {
  return startChild({
    command: place.binaries.postgres,
    args: ['-D', place.dataDir],
    env: { ...SERVER_ENV, ...place.env },
    cwd: place.dataDir,
    logFile: place.logFile,
    account: place.account,
    stopSignal: 'SIGINT',
  });
}

/** How to reach a server as its superuser. */
export function superuserUrl(server: { port: number; password: string }): string {
  const { port, password } = server;
  return databaseUrl({ port, user: ROLES.superuser, password, database: 'postgres' });
}

function startTrouble(place: ServerPlace, answer: string | null, reason: string): Trouble {
  const name = path.basename(place.dataDir);
  if (answer === 'refused') {
    return new Trouble(
      `The data in ${place.dataDir} has another password than secrets.json: restore that file, or move the data away.`,
    );
  }
  if (answer === null)
    return new Trouble(`PostgreSQL (${name}) did not answer within two minutes.`);
  return (
    folderTrouble(reason, place.dataDir) ??
    new Trouble(`PostgreSQL (${name}) does not start: ${reason}`)
  );
}

async function answers(url: string): Promise<'ready' | 'refused' | null> {
  try {
    await query(url, 'select 1');
    return 'ready';
  } catch (error) {
    const wrongPassword = error instanceof pg.DatabaseError && error.code === '28P01';
    return wrongPassword ? 'refused' : null;
  }
}

/**
 * `postmaster.pid` outlives a server that was killed. If its process is really a server of this
 * folder it is ended (SIGQUIT: at once, with recovery at the next start); if the number belongs to
 * somebody else by now, only the file goes, else PostgreSQL would refuse to start.
 */
async function clearStaleLock(dataDir: string): Promise<void> {
  const file = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (pid > 1 && startedAtTicks(pid) !== null && commandLine(pid).includes(dataDir)) {
    await endProcess(identityOf(pid), { signal: 'SIGQUIT', graceMs: 5_000 });
  }
  rmSync(file, { force: true });
}

/** Hands files to the account that runs PostgreSQL. */
export function giveTo(account: Account | null, ...files: string[]): void {
  if (!account) return;
  for (const file of files) chownSync(file, account.uid, account.gid);
}
