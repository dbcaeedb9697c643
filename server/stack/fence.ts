import { existsSync, readdirSync, readFileSync, readlinkSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Trouble } from './trouble';

/** PostgreSQL's processes stand in their data directory; this many looks must find none. */
const QUIET_LOOKS = 3;
const LOOK_MS = 50;
const DEADLINE_MS = 15_000;

/**
 * Makes sure that a server never takes another write: its folder is moved away, so that no start finds
 * it any more, then every process that stands in it is killed, one that hangs (SIGSTOP) as well. Its
 * sessions break before this returns.
 * @returns where the folder is now.
 * @throws Trouble when something of it still runs.
 */
export async function fenceCluster(dataDir: string): Promise<string> {
  const fenced = freeName(`${dataDir}.fenced`);
  renameSync(dataDir, fenced);
  const endMs = performance.now() + DEADLINE_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS; ) {
    const alive = processesIn(fenced, dataDir);
    quiet = alive.length === 0 ? quiet + 1 : 0;
    for (const pid of alive) kill(pid);
    if (performance.now() > endMs) {
      throw new Trouble(`The server of ${fenced} cannot be ended (pid ${alive.join(', ')}).`);
    }
    await setTimeout(LOOK_MS);
  }
  return fenced;
}

function freeName(wanted: string): string {
  for (let at = 1; ; at++) {
    const name = at === 1 ? wanted : `${wanted}-${at}`;
    if (!existsSync(name)) return name;
  }
}

/** The server first: it would start others anew. */
function processesIn(folder: string, before: string): number[] {
  if (process.platform !== 'linux') return postmasterOf(folder);
  const standing = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const cwd = currentFolder(pid);
      return cwd === folder || cwd === before;
    });
  const [first] = postmasterOf(folder);
  return standing.sort((a, b) => Number(b === first) - Number(a === first));
}

function currentFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // Gone, or another account's.
  }
}

/** Where there is no /proc: the server itself; its back-ends end when they see it gone. */
function postmasterOf(folder: string): number[] {
  try {
    const pid = Number(readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 0);
    return pid > 1 ? [pid] : [];
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
