import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { houseUrl } from '../../server/stack/database';

/** One process of a running local house, as `.data/stack.json` lists it. */
interface RunningProcess {
  role: string;
  name: string;
  url: string;
  port: number;
  pid: number;
}

/** A house that runs on this machine, for scripts that work beside it. */
export interface RunningHouse {
  /** Origins of the masters, the one with the pages first. */
  masters: string[];
  /** Origins of the terminals. */
  terminals: string[];
  /** The primary, as the house's own account. */
  primaryUrl: string;
}

/** No house runs where a script looked for one. */
export class NoHouse extends Error {
  override readonly name = 'NoHouse';
}

/**
 * Finds the running house by its data folder.
 * @throws NoHouse with what to do about it.
 */
export function runningHouse(dataDir = process.env.LOTCAST_DATA_DIR ?? '.data'): RunningHouse {
  const stackFile = join(dataDir, 'stack.json');
  if (!existsSync(stackFile))
    throw new NoHouse(`no house runs from ${dataDir}; start one with "npm start"`);
  const processes = JSON.parse(readFileSync(stackFile, 'utf8')) as RunningProcess[];
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as {
    postgresPassword: string;
  };
  const ofRole = (role: string) => processes.filter((process) => process.role === role);
  const primary = ofRole('postgres-primary')[0];
  const masters = ofRole('master');
  if (!primary || masters.length === 0 || !masters.some(({ pid }) => isAlive(pid)))
    throw new NoHouse(`the house of ${dataDir} does not run; start it with "npm start"`);
  return {
    masters: masters.map(({ url }) => url),
    terminals: ofRole('terminal').map(({ url }) => url),
    primaryUrl: houseUrl({ port: primary.port, password: secrets.postgresPassword }),
  };
}

/** A small pool to the running house's primary, for making accounts and keys. */
export const poolOf = (house: RunningHouse, max = 4) =>
  new pg.Pool({ connectionString: house.primaryUrl, max });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
