import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { type Account, asAccount } from './account';
import { identityOf, type ProcessIdentity } from './process-identity';

/** Environment variables of a child. */
export type Environment = Record<string, string | undefined>;

/** The same for `spawn`; Next's types demand a NODE_ENV, which foreign programs have no use for. */
export function asProcessEnv(env: Environment): NodeJS.ProcessEnv {
  return env as NodeJS.ProcessEnv;
}

/** What to run and under whom. */
export interface ChildOptions {
  command: string;
  args: readonly string[];
  /** Its whole environment; nothing of ours is added. */
  env: Environment;
  cwd: string;
  /** Its output goes to the end of this file. */
  logFile: string;
  account?: Account | null;
  /** Open a channel, so that a Node child sees us die even where `setpriv` does not exist. */
  ipc?: boolean;
  /** The signal that asks it to end; PostgreSQL wants SIGINT (fast shutdown). */
  stopSignal?: NodeJS.Signals;
}

/** A running child process. */
export interface Child {
  identity: ProcessIdentity;
  process: ChildProcess;
  /** What it said that tells why it ended, in one line: FATAL, PANIC, Error, or simply the last. */
  lastWords(): string;
  /** Settles when it has ended, with how. */
  exited: Promise<ChildExit>;
  hasExited(): boolean;
  /** Asks it to end, kills it after `graceMs`, settles when it is gone. */
  stop(graceMs?: number): Promise<void>;
}

/** How a child ended. */
export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

let setpriv: boolean | null = null;
function hasSetpriv(): boolean {
  setpriv ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0;
  return setpriv;
}

/**
 * Starts a child in its own session (Ctrl-C reaches only us, who stop it in order) that the kernel
 * kills when we die, where `setpriv` exists.
 * @throws the spawn error (ENOENT, EACCES) when it cannot be started.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const log = openSync(options.logFile, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const wrapped = hasSetpriv()
    ? { command: 'setpriv', args: ['--pdeathsig', 'KILL', '--', options.command, ...options.args] }
    : options;
  const spawnOptions: SpawnOptions = {
    ...asAccount(options.account ?? null),
    env: asProcessEnv(options.env),
    cwd: options.cwd,
    detached: true,
    stdio: options.ipc ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
  };
  const child = spawn(wrapped.command, [...wrapped.args], spawnOptions);
  closeSync(log);
  let ended = false;
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  child.on('error', () => {}); // A failed kill or send to a dead child; `exited` tells the rest.
  return {
    identity: identityOf(pid),
    process: child,
    lastWords: () => lastWords(options.logFile, logStart),
    exited,
    hasExited: () => ended,
    async stop(graceMs = 8_000) {
      if (ended) return;
      child.kill(options.stopSignal ?? 'SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(kill);
    },
  };
}

function lastWords(logFile: string, from: number): string {
  let text = '';
  try {
    text = readFileSync(logFile).subarray(from).toString('utf8').slice(-16_000);
  } catch {
    return 'its log cannot be read';
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /\b(FATAL|PANIC|ERROR|Error|fatal)\b/.test(line));
  const line = telling.at(-1) ?? lines.at(-1) ?? 'it wrote nothing';
  return (loggedReason(line) ?? line.replace(/^.*?\b(FATAL|PANIC|ERROR):\s*/, '')).slice(0, 300);
}

/** Our own programs log JSON, a line an event. */
function loggedReason(line: string): string | null {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message].filter(Boolean).join(': ') || null;
  } catch {
    return null;
  }
}
