import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type Account, asAccount } from './account';
import { giveTo } from './postgres';
import { makeSharedRoot, SHARED_ROOT } from './postgres-binaries';
import { folderTrouble } from './trouble';

/** Where the house keeps everything. */
export interface DataFolder {
  root: string;
  logs: string;
  tools: string;
  stackFile: string;
  lockFile: string;
  secretsFile: string;
}

/**
 * Makes the data folder and proves that it can be written.
 * @throws Trouble when it cannot.
 */
export function openDataFolder(given: string): DataFolder {
  const root = path.resolve(given);
  const folder: DataFolder = {
    root,
    logs: path.join(root, 'log'),
    tools: path.join(root, 'tools'),
    stackFile: path.join(root, 'stack.json'),
    lockFile: path.join(root, 'stack.lock'),
    secretsFile: path.join(root, 'secrets.json'),
  };
  try {
    mkdirSync(folder.logs, { recursive: true });
    const probe = path.join(root, `.probe-${process.pid}`);
    writeFileSync(probe, Buffer.alloc(64 * 1024));
    rmSync(probe);
  } catch (error) {
    // Node reports a folder it may not make on a read-only disk as ENOENT.
    const readOnly = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw folderTrouble(readOnly ? 'EROFS' : error, root) ?? error;
  }
  return folder;
}

/** Keeps the logs of the last run as `<name>.log.1`. */
export function rotateLogs(logs: string): void {
  for (const name of readdirSync(logs)) {
    if (name.endsWith('.log')) {
      renameSync(path.join(logs, name), path.join(logs, `${name}.1`));
    }
  }
}

/** Writes a file so that a reader, or a kill, never sees half of it. */
export function writeWhole(file: string, text: string, mode: number): void {
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, text, { mode });
  chmodSync(partial, mode);
  renameSync(partial, file);
}

/**
 * The folder that holds both database clusters: `postgres` in the data folder. PostgreSQL's account
 * must be able to reach it; where it cannot (a project below root's closed home), the folder lies
 * below `/var/lib/lotcast` and `postgres` is a link to it.
 */
export function databaseFolder(root: string, account: Account | null): string {
  const here = path.join(root, 'postgres');
  const elsewhere = path.join(
    SHARED_ROOT,
    `data-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`,
  );
  try {
    const linked = linkTarget(here);
    if (linked) return makeFor(account, linked);
    if (existsSync(here) || canReach(account, root)) return makeFor(account, here);
    // A data folder that was deleted takes its databases with it: its password is gone as well.
    rmSync(elsewhere, { recursive: true, force: true });
    makeSharedRoot();
    makeFor(account, elsewhere);
    symlinkSync(elsewhere, here);
    return elsewhere;
  } catch (error) {
    throw folderTrouble(error, root) ?? error;
  }
}

function linkTarget(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}

function makeFor(account: Account | null, folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  giveTo(account, folder);
  return folder;
}

function canReach(account: Account | null, folder: string): boolean {
  if (!account) return true;
  const look = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...asAccount(account), cwd: '/' });
  return look.status === 0;
}

/** Reads a JSON file of ours; null when it is missing or not JSON. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Where that part writes its log. */
export function logOf(data: DataFolder, name: string): string {
  return path.join(data.logs, `${name}.log`);
}
