import { existsSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { type Child, startChild } from './child';
import { Trouble } from './trouble';
import { waitUntil } from './wait';

/** One of our own programs, bundled into `dist/`. */
export interface NodeProgram {
  name: string;
  /** The bundle: `master` is `dist/master.mjs`. */
  entry: string;
  env: Record<string, string>;
  logFile: string;
  /** Where it answers; null for one that says `{ready: true}` over its channel instead. */
  port: number | null;
  /** Hears what it says over its channel. */
  onMessage?(message: unknown): void;
}

const READY_WITHIN_MS = 120_000;

/**
 * Starts one of our programs and waits until it is ready: `/readyz` answers 200, or it says so over
 * its channel.
 * @throws Trouble with its last words when it ends first, or when it is not ready in two minutes.
 */
export async function startNodeProgram(
  program: NodeProgram,
  at: { root: string; stopping: AbortSignal },
): Promise<Child> {
  const file = path.join(at.root, 'dist', `${program.entry}.mjs`);
  if (!existsSync(file)) throw new Trouble(`${file} is missing: run "npm run build".`);
  const child = await startChild({
    command: process.execPath,
    args: ['--enable-source-maps', file],
    env: { ...process.env, NODE_ENV: 'production', ...program.env },
    cwd: at.root,
    logFile: program.logFile,
    ipc: true,
  });
  let saidReady = false;
  child.process.on('message', (message) => {
    program.onMessage?.(message);
    saidReady ||= typeof message === 'object' && message !== null && 'ready' in message;
  });
  const { port } = program;
  const ready = await waitUntil(
    async () => {
      if (child.hasExited() || at.stopping.aborted) return 'ended';
      return (port === null ? saidReady : await answersReady(port)) && 'ready';
    },
    { deadlineMs: READY_WITHIN_MS, everyMs: 50 },
  );
  if (ready === 'ready') return child;
  const exited = child.hasExited();
  await child.stop(2_000);
  const why = exited ? child.lastWords() : 'it was not ready within two minutes';
  throw new Trouble(`${program.name} does not start: ${why} (see ${program.logFile})`);
}

function answersReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz', timeout: 2_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
