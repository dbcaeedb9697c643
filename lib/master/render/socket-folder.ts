import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PREFIX = 'lotcast-render-';
/** The longest path of a unix socket that every system takes (macOS has 104 bytes with the zero). */
const MOST_BYTES = 103;
/** What is appended to the parent: `/lotcast-render-<pid>-xxxxxx/render.sock`. */
const NAME_BYTES = `/${PREFIX}4194304-xxxxxx/render.sock`.length;

/**
 * A folder that only this account can enter (0700), for a socket whose speaker is believed. Folders
 * that masters left behind when they were killed are removed first.
 * @param dataDir the house's data folder, which its `run` is in; empty, or one that cannot be used,
 * leaves the system's temporary folder.
 */
export function makeSocketFolder(dataDir: string): string {
  const parent = runFolder(dataDir) ?? tmpdir();
  sweepLeftovers(parent);
  return mkdtempSync(path.join(parent, `${PREFIX}${process.pid}-`));
}

function runFolder(dataDir: string): string | null {
  const folder = path.resolve(dataDir, 'run');
  if (dataDir === '' || Buffer.byteLength(folder) + NAME_BYTES > MOST_BYTES) return null;
  try {
    // Not recursive: the data folder is there, and Node never returns from one below /proc.
    if (!existsSync(folder)) mkdirSync(folder);
    chmodSync(folder, 0o700);
    return folder;
  } catch {
    return null;
  }
}

function sweepLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || runs(Number(owner))) continue;
    try {
      rmSync(path.join(parent, name), { recursive: true, force: true });
    } catch {
      // Another account's: theirs to remove.
    }
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
