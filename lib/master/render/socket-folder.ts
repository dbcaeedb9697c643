import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PREFIX = 'lotcast-render-';

/**
 * A folder that only this account can enter (0700), for a socket whose speaker is believed. Folders
 * that masters left behind when they were killed are removed first.
 */
export function makeSocketFolder(): string {
  sweepLeftovers();
  return mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
}

function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || runs(Number(owner))) continue;
    try {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
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
