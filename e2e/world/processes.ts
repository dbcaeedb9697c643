import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The process id of a part of the running house, as its stack file says now. */
export function pidOf(name: string): number {
  const file = join(process.env.LOTCAST_DATA_DIR ?? '', 'stack.json');
  const parts = JSON.parse(readFileSync(file, 'utf8')) as { name: string; pid: number }[];
  const part = parts.find((candidate) => candidate.name === name);
  if (!part) throw new Error(`the house has no part named ${name}`);
  return part.pid;
}
