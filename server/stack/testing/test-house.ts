import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { projectRoot } from '../project-root';
import { type Part, readParts } from '../stack-file';

const PROGRAMS = ['master', 'terminal', 'cache-agent', 'demo'];

/**
 * A project folder with the real stack (databases, Memcached, supervision) whose nodes are
 * stand-ins that only get ready: for what a start promises, in seconds.
 */
export async function makeTestProject(): Promise<{ root: string; remove(): void }> {
  const root = mkdtempSync(path.join(tmpdir(), 'lotcast-house-'));
  spawnable(root);
  const from = projectRoot();
  copyFileSync(path.join(from, 'package.json'), path.join(root, 'package.json'));
  cpSync(path.join(from, 'prisma'), path.join(root, 'prisma'), { recursive: true });
  symlinkSync(path.join(from, 'node_modules'), path.join(root, 'node_modules'));
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

/** mkdtemp makes 0700; PostgreSQL's account must be able to pass, as it does in a usual clone. */
function spawnable(root: string): void {
  rmSync(root, { recursive: true });
  mkdirSync(root, { mode: 0o755 });
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
  options: { flags?: readonly string[]; prefix?: readonly string[]; data?: string } = {},
): HouseRun {
  const data = options.data ?? path.join(root, '.data');
  const ports = ['--port', '0', '--terminal-port', '0'];
  const house = [process.execPath, path.join(root, 'dist', 'stack.mjs')];
  const flags = ['--data', data, ...ports, ...(options.flags ?? [])];
  const [command = '', ...args] = [...(options.prefix ?? []), ...house, ...flags];
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
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
