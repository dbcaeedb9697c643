import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The process id of the part of the running house that answers at `url`, as its stack file says now. */
export function pidAt(url: string): number {
  const file = join(process.env.LOTCAST_DATA_DIR ?? '', 'stack.json');
  const parts = JSON.parse(readFileSync(file, 'utf8')) as { url: string; pid: number }[];
  const part = parts.find((candidate) => candidate.url === url);
  if (!part) throw new Error(`no part of the house answers at ${url}`);
  return part.pid;
}
