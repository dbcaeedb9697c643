import { rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readJson, writeWhole } from './data-folder';
import { identityOf, isAlive } from './process-identity';
import { folderTrouble, Trouble } from './trouble';

const holder = z.object({
  pid: z.number().int(),
  startedAtTicks: z.number().nullable(),
  url: z.string(),
});

/** A data folder that is ours. */
export interface HouseLock {
  /** Tells a second start where this house opens. */
  announce(url: string): void;
  release(): void;
}

/**
 * Takes the data folder for this process: two houses on one folder would destroy each other's work.
 * A lock whose process is dead (killed, machine restarted) is nobody's.
 * @throws Trouble naming address and pid when a house already runs.
 */
export function takeHouse(lockFile: string): HouseLock {
  const me = identityOf(process.pid);
  const mine = JSON.stringify({ ...me, url: '' });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(lockFile, mine, { flag: 'wx', mode: 0o644 });
      return {
        announce: (url) => writeWhole(lockFile, JSON.stringify({ ...me, url }), 0o644),
        release: () => rmSync(lockFile, { force: true }),
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
        throw folderTrouble(error, lockFile) ?? error;
      }
      refuseIfHeld(lockFile);
      rmSync(lockFile, { force: true });
    }
  }
  throw new Trouble('Another start took this data folder in the same moment: try again.');
}

function refuseIfHeld(lockFile: string): void {
  const held = holder.safeParse(readJson(lockFile));
  if (!held.success || held.data.pid === process.pid || !isAlive(held.data)) return;
  const { url, pid } = held.data;
  const where = url === '' ? 'is just being started' : `is already running at ${url}`;
  throw new Trouble(`The house ${where} (pid ${pid}); end it with Ctrl-C there or "kill ${pid}".`);
}
