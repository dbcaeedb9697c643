import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { asProcessEnv } from './child';
import { oneLine } from './trouble';

/** A file to run or to preload and, when it was unpacked without root, the libraries beside it. */
export interface DebianFile {
  /** Absolute path of the program, or of the library to preload. */
  file: string;
  /** For LD_LIBRARY_PATH; null where the machine itself has what it needs. */
  libraryPath: string | null;
}

/** The file, or why there is none. */
export type FoundFile = { program: DebianFile } | { program: null; why: string };

/** What the house or its tests want of Debian's packages, by the package's name. */
export type DebianName = keyof typeof WANTED;

interface Wanted {
  /** Where it stands below `/` and below an unpacked package; `*` is one folder of any name. */
  file: string;
  /** Packages beyond the libraries that it cannot run without. */
  also?: readonly string[];
  /** Whether that file really works. */
  works(found: DebianFile): boolean;
}

const WANTED = {
  memcached: { file: 'usr/bin/memcached', works: (found) => runs(found, ['-V']) },
  'redis-server': {
    file: 'usr/bin/redis-server',
    also: ['redis-tools'], // Its program is a link into this one.
    works: (found) => runs(found, ['--version']),
  },
  w3m: { file: 'usr/bin/w3m', works: (found) => runs(found, ['-version']) },
  libfaketime: { file: 'usr/lib/*/faketime/libfaketimeMT.so.1', works: fakesTime },
} as const satisfies Record<string, Wanted>;

/**
 * Finds a file of a Debian package: on the PATH (a library: where Debian puts it), or unpacked in
 * the tools folder, where it is put from Debian's own package with the libraries it needs. It is
 * unpacked, never installed: no root is needed, no daemon is started on its usual port, and
 * deleting the data folder takes it away again.
 */
export function ensureDebian(
  name: DebianName,
  options: { toolsDir: string; searchPath?: string; say(line: string): void },
): FoundFile {
  const there = onThisMachine(name, options.searchPath) ?? unpacked(name, options.toolsDir);
  if (there) return { program: there };
  if (!succeeds('apt-get', ['--version']))
    return { program: null, why: `${name} is not installed` };
  options.say(`${name} is not installed: unpacking it from the Debian package`);
  const why = unpack(name, options.toolsDir);
  const program = unpacked(name, options.toolsDir);
  if (program) return { program };
  const reason = why ?? 'what its package holds does not run here';
  return { program: null, why: `${name} cannot be had: ${reason}` };
}

function onThisMachine(name: DebianName, searchPath = process.env.PATH ?? ''): DebianFile | null {
  const { file } = WANTED[name];
  const folders = file.includes('/bin/')
    ? searchPath.split(path.delimiter).filter(Boolean)
    : matching('/', path.dirname(file));
  return usable(
    name,
    folders.map((folder) => ({
      file: path.join(folder, path.basename(file)),
      libraryPath: null,
    })),
  );
}

/** Looks for what was unpacked earlier and really runs with the libraries beside it. */
function unpacked(name: DebianName, toolsDir: string): DebianFile | null {
  const root = path.join(toolsDir, name);
  const folders = [...matching(root, 'usr/lib/*'), ...matching(root, 'lib/*')];
  const libraryPath = folders.join(path.delimiter) || null;
  return usable(
    name,
    matching(root, WANTED[name].file).map((file) => ({ file, libraryPath })),
  );
}

function usable(name: DebianName, candidates: readonly DebianFile[]): DebianFile | null {
  const { works }: Wanted = WANTED[name];
  const isThere = ({ file }: DebianFile) => {
    try {
      accessSync(file, constants.R_OK);
      return true;
    } catch {
      return false;
    }
  };
  return candidates.find((candidate) => isThere(candidate) && works(candidate)) ?? null;
}

/** Paths below a folder that fit a pattern in which `*` is one name. */
function matching(root: string, pattern: string): string[] {
  return pattern
    .split('/')
    .reduce<string[]>(
      (folders, part) =>
        part === '*'
          ? folders.flatMap((folder) => namesIn(folder).map((name) => path.join(folder, name)))
          : folders.map((folder) => path.join(folder, part)),
      [root],
    );
}

function namesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** @returns why it did not work, or null. */
function unpack(name: DebianName, toolsDir: string): string | null {
  const target = path.join(toolsDir, name);
  const work = path.join(toolsDir, `${name}.${process.pid}.new`);
  try {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    const refused = download(name, work);
    if (refused) return refused;
    for (const file of readdirSync(work).filter((entry) => entry.endsWith('.deb'))) {
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

function download(name: DebianName, folder: string): string | null {
  if (!succeeds('apt-cache', ['show', name])) {
    // A fresh container has no package lists; only root may fetch them.
    if (process.getuid?.() === 0) succeeds('apt-get', ['update', '-qq']);
    if (!succeeds('apt-cache', ['show', name])) return 'apt knows no package of that name';
  }
  const got = spawnSync('apt-get', ['download', '-q', ...packagesFor(name)], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 180_000,
  });
  return got.status === 0 ? null : lastLine(got.stderr);
}

/** A package with every library below it, as this Debian or Ubuntu names them; libc is always there. */
function packagesFor(name: DebianName): string[] {
  const { also = [] }: Wanted = WANTED[name];
  const packages = new Set([name, ...also]);
  // A Set hands out what is added to it while it is walked.
  for (const each of packages) {
    const listed = spawnSync('apt-cache', ['depends', each], { encoding: 'utf8' }).stdout ?? '';
    for (const [, library] of listed.matchAll(/^\s*(?:Pre)?Depends: (z?lib[\w.+-]+)$/gm)) {
      if (library && library !== 'libc6') packages.add(library);
    }
  }
  return [...packages];
}

function runs({ file, libraryPath }: DebianFile, args: readonly string[]): boolean {
  const env = asProcessEnv({
    PATH: process.env.PATH,
    ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}),
  });
  return spawnSync(file, [...args], { env, stdio: 'ignore' }).status === 0;
}

function fakesTime({ file }: DebianFile): boolean {
  const env = asProcessEnv({
    PATH: process.env.PATH,
    LD_PRELOAD: file,
    FAKETIME: '@2001-02-03 04:05:06',
  });
  return spawnSync('date', ['+%Y'], { env, encoding: 'utf8' }).stdout?.trim() === '2001';
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, [...args], { stdio: 'ignore', timeout: 120_000 }).status === 0;
}

function lastLine(text: string | null): string {
  return oneLine((text ?? '').trim().split('\n').at(-1) ?? '').slice(0, 200) || 'no reason given';
}
