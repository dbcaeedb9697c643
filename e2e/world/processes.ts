import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Part, readParts } from '../../server/stack/stack-file';

const partsOf = (dataDir: string): Part[] => readParts(join(dataDir, 'stack.json'));

/** The process id of the part of the running house that answers at `url`, as its stack file says now. */
export function pidAt(url: string): number {
  const parts = partsOf(process.env.LOTCAST_DATA_DIR ?? '');
  const part = parts.find((candidate) => candidate.url === url);
  if (!part) throw new Error(`no part of the house answers at ${url}`);
  return part.pid;
}

/** A part of the house of that data folder by its name, as its stack file says now. */
export function partNamed(dataDir: string, name: string): Part {
  const part = partsOf(dataDir).find((candidate) => candidate.name === name);
  if (!part) throw new Error(`the house of ${dataDir} has no ${name}`);
  return part;
}

/** A server and what it started: PostgreSQL answers by a process for each connection. */
export function familyOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid);
  return [pid, ...children];
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return null; // It ended meanwhile.
  }
}
