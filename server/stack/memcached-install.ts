import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { asProcessEnv } from './child';
import { type MemcachedProgram, memcachedOnPath } from './memcached';
import { oneLine } from './trouble';

/** The program, or why there is none. */
export type FoundMemcached = { program: MemcachedProgram } | { program: null; why: string };

/**
 * Finds memcached: on the PATH, or unpacked in the tools folder, where it is put from Debian's own
 * package with the libraries it needs. It is unpacked, never installed: no root is needed, no
 * daemon is started on 11211, and deleting the data folder takes it away again.
 */
export function ensureMemcached(options: {
  toolsDir: string;
  searchPath?: string;
  say(line: string): void;
}): FoundMemcached {
  const there = memcachedOnPath(options.searchPath) ?? unpacked(options.toolsDir);
  if (there) return { program: there };
  if (!runs('apt-get', ['--version'])) return { program: null, why: 'memcached is not installed' };
  options.say('memcached is not installed: unpacking it from the Debian package');
  const why = unpack(options.toolsDir);
  const program = unpacked(options.toolsDir);
  if (program) return { program };
  return {
    program: null,
    why: `memcached cannot be had: ${why ?? 'its package holds no program'}`,
  };
}

/** Looks for a program unpacked earlier that really runs with the libraries beside it. */
function unpacked(toolsDir: string): MemcachedProgram | null {
  const root = path.join(toolsDir, 'memcached');
  const command = path.join(root, 'usr', 'bin', 'memcached');
  try {
    accessSync(command, constants.X_OK);
  } catch {
    return null;
  }
  const libraries = path.join(root, 'usr', 'lib');
  const folders = existsSync(libraries)
    ? readdirSync(libraries, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => path.join(libraries, entry.name))
    : [];
  const libraryPath = folders.join(':') || null;
  const env = asProcessEnv({
    PATH: process.env.PATH,
    ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}),
  });
  const works = spawnSync(command, ['-V'], { env, stdio: 'ignore' }).status === 0;
  return works ? { command, libraryPath } : null;
}

/** @returns why it did not work, or null. */
function unpack(toolsDir: string): string | null {
  const target = path.join(toolsDir, 'memcached');
  const work = path.join(toolsDir, 'memcached.new');
  try {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    const refused = download(work);
    if (refused) return refused;
    for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      const dpkg = spawnSync('dpkg', ['-x', path.join(work, file), work], { encoding: 'utf8' });
      if (dpkg.status !== 0) return lastLine(dpkg.stderr);
      rmSync(path.join(work, file));
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
    return null;
  } catch (error) {
    return oneLine(error);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function download(folder: string): string | null {
  if (!runs('apt-cache', ['show', 'memcached'])) {
    // A fresh container has no package lists; only root may fetch them.
    if (process.getuid?.() === 0) runs('apt-get', ['update', '-qq']);
    if (!runs('apt-cache', ['show', 'memcached'])) return 'apt knows no package of that name';
  }
  const packages = ['memcached', ...librariesOf('memcached')];
  const got = spawnSync('apt-get', ['download', '-q', ...packages], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return got.status === 0 ? null : lastLine(got.stderr);
}

/** The libraries a package depends on, as this Debian or Ubuntu names them; libc is always there. */
function librariesOf(name: string): string[] {
  const listed = spawnSync('apt-cache', ['depends', name], { encoding: 'utf8' }).stdout ?? '';
  const names = [...listed.matchAll(/^\s*Depends: (lib[\w.+-]+)$/gm)].map(
    (match) => match[1] ?? '',
  );
  return names.filter((library) => library !== 'libc6');
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, [...args], { stdio: 'ignore', timeout: 120_000 }).status === 0;
}

function lastLine(text: string | null): string {
  return oneLine((text ?? '').trim().split('\n').at(-1) ?? '').slice(0, 200) || 'no reason given';
}
