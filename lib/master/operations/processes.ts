import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ProcessView } from '../../api/v1/operations';

const parts = z.array(
  z.looseObject({
    role: z.string(),
    name: z.string(),
    url: z.string().nullish(),
    port: z.int().nullish(),
    pid: z.int().nullish(),
  }),
);

/**
 * The processes of a house on one machine, from the file it keeps; empty without that file. Nothing of
 * a process but what is listed here is read or shown.
 */
export async function readProcesses(stackFile: string): Promise<ProcessView[]> {
  if (stackFile === '') return [];
  const text = await readFile(stackFile, 'utf8').catch(() => '[]');
  const parsed = parts.safeParse(parseOrEmpty(text));
  if (!parsed.success) return [];
  return parsed.data.map(({ role, name, url, port, pid }) => ({
    role,
    name,
    url: url || null,
    port: port || null,
    pid: pid || null,
    alive: pid ? isAlive(pid) : null,
  }));
}

function parseOrEmpty(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return []; // Caught while it is being written.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another account's process: it is there, we may only not signal it.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
