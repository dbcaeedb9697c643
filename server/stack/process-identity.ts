import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { waitUntil } from './wait';

/**
 * A process that cannot be mistaken for a later one with the same number: its id and the moment it
 * started (clock ticks since boot from `/proc/<pid>/stat` field 22; where there is no /proc, the
 * start second that `ps` prints).
 */
export interface ProcessIdentity {
  pid: number;
  startedAtTicks: number | null;
}

/** When that process started, or null when there is none (a zombie has ended). */
export function startedAtTicks(pid: number): number | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name in field 2 may hold spaces and brackets; fields are counted after its last one.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19]);
    } catch {
      return null;
    }
  }
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const startedMs = Date.parse(ps.stdout ?? '');
  return Number.isNaN(startedMs) ? null : startedMs / 1000;
}

/** The arguments that process was started with, as far as this system tells. */
export function commandLine(pid: number): string {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** The identity of a running process. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, startedAtTicks: startedAtTicks(pid) };
}

/** Whether exactly this process still lives: same id and same start. */
export function isAlive(process: ProcessIdentity): boolean {
  return process.startedAtTicks !== null && startedAtTicks(process.pid) === process.startedAtTicks;
}

/**
 * Ends a process of an earlier run: `signal` first, SIGKILL after `graceMs`.
 * @returns whether it was alive at all.
 */
export async function endProcess(
  target: ProcessIdentity,
  options: { signal?: NodeJS.Signals; graceMs: number },
): Promise<boolean> {
  if (!isAlive(target)) return false;
  send(target.pid, options.signal ?? 'SIGTERM');
  const gone = await waitUntil(() => !isAlive(target), { deadlineMs: options.graceMs });
  if (gone) return true;
  send(target.pid, 'SIGKILL');
  await waitUntil(() => !isAlive(target), { deadlineMs: 5_000 });
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}
