import { z } from 'zod';
import { readJson, writeWhole } from './data-folder';
import { endProcess, isAlive } from './process-identity';

const part = z.object({
  /** What it is. */
  role: z.enum([
    'stack',
    'postgres-primary',
    'postgres-replica',
    'memcached',
    'redis',
    'master',
    'cache-agent',
    'terminal',
    'demo',
  ]),
  name: z.string(),
  /** Where it answers; empty when it does not listen. Never holds a password. */
  url: z.string(),
  port: z.number().int(),
  pid: z.number().int(),
  startedAtTicks: z.number().nullable(),
});

/** One process of the house, as scripts and the operations page read it. */
export type Part = z.infer<typeof part>;

/** The parts of the house in that file; none when there is no house or the file is damaged. */
export function readParts(file: string): Part[] {
  const parsed = z.array(part).safeParse(readJson(file));
  return parsed.success ? parsed.data : [];
}

/** Keeps `stack.json` equal to what runs. */
export interface StackFile {
  /** Adds a part or replaces the one of that name (it was restarted). */
  put(part: Part): void;
  parts(): readonly Part[];
}

/** Starts an empty stack file. */
export function openStackFile(file: string): StackFile {
  const parts = new Map<string, Part>();
  const write = () => writeWhole(file, `${JSON.stringify([...parts.values()], null, 2)}\n`, 0o644);
  write();
  return {
    put(added) {
      parts.set(added.name, added);
      write();
    },
    parts: () => [...parts.values()],
  };
}

/**
 * Ends what an earlier house left running: everything its file names whose id and start time both
 * match, clients before servers.
 * @returns the names of what had to be ended.
 */
export async function endOrphans(file: string): Promise<string[]> {
  const alive = readParts(file).filter((orphan) => orphan.role !== 'stack' && isAlive(orphan));
  const servers = alive.filter(({ role }) => role.startsWith('postgres'));
  const clients = alive.filter(({ role }) => !role.startsWith('postgres'));
  await Promise.all(clients.map((orphan) => endProcess(orphan, { graceMs: 5_000 })));
  // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
  await Promise.all(
    servers.map((orphan) => endProcess(orphan, { signal: 'SIGINT', graceMs: 10_000 })),
  );
  return alive.map(({ name }) => name);
}
