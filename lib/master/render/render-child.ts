import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';
import type { Clock, TimerHandle, Timers } from '../../shared/ports';
import { makeSocketFolder } from './socket-folder';

/** Below the front, so that a storm of page loads never delays a bid. */
const NICE = 10;
/** The child says that it lives twice a second; silent for this long, it is replaced. */
const SILENT_MS = 3_000;
const WATCH_MS = 500;
const BACKOFF_MIN_MS = 200;
const BACKOFF_MAX_MS = 5_000;
const STOP_MS = 3_000;

/** How pages fare. */
export type RenderState = 'starting' | 'ready' | 'down';

/** The process that renders pages, kept alive. */
export interface RenderChild {
  start(): void;
  stop(): Promise<void>;
  state(): RenderState;
  /** Where it listens: a unix socket in a folder that only this account can enter. */
  socketPath: string;
  /** Restarts since the start. */
  restarts(): number;
}

/** What a render child is made of. */
export interface RenderChildParts {
  /** Arguments to Node: loader options and the program. */
  nodeArgs: readonly string[];
  cwd: string;
  /** Everything the program needs; it does not inherit the master's environment. */
  env: NodeJS.ProcessEnv;
  /** The house's data folder, for the socket; empty where there is none. */
  dataDir: string;
  clock: Clock;
  timers: Timers;
  log: { info(line: string): void; warn(line: string): void };
}

/** Where `setpriv` exists a looping child dies with its master; elsewhere it ends on disconnect. */
const hasSetpriv = () => spawnSync('setpriv', ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Starts the process that renders pages and starts it anew when it ends or falls silent. Bids do not
 * notice: while there is none, the front answers pages by itself.
 */
export function createRenderChild(parts: RenderChildParts): RenderChild {
  const folder = makeSocketFolder(parts.dataDir);
  const socketPath = path.join(folder, 'render.sock');
  let state: RenderState = 'starting';
  let child: ChildProcess | null = null;
  let timer: TimerHandle | null = null;
  let restarts = 0;
  let backoffMs = BACKOFF_MIN_MS;
  let stopping = false;

  function start(): void {
    const running = spawnRenderer(parts, socketPath);
    child = running;
    let heardAtMs = parts.clock.monotonicMs();
    lowerPriority(running.pid);
    running.on('message', (message) => {
      heardAtMs = parts.clock.monotonicMs();
      if (isReady(message)) {
        state = 'ready';
        backoffMs = BACKOFF_MIN_MS;
        parts.log.info('pages are ready');
      }
    });
    running.on('error', () => {}); // `exit` or `close` follows and says it all.
    running.once('close', (code, signal) => ended(code, signal));
    const isSilent = () => state === 'ready' && parts.clock.monotonicMs() - heardAtMs > SILENT_MS;
    watch(running, isSilent);
  }

  function watch(running: ChildProcess, isSilent: () => boolean): void {
    timer = parts.timers.after(WATCH_MS, () => {
      if (isSilent()) {
        parts.log.warn('the process that renders pages is silent and is replaced');
        running.kill('SIGKILL');
        return;
      }
      watch(running, isSilent);
    });
  }

  function ended(code: number | null, signal: NodeJS.Signals | null): void {
    if (timer) parts.timers.cancel(timer);
    child = null;
    state = 'down';
    if (stopping) return;
    restarts += 1;
    parts.log.warn(`the process that renders pages ended (${signal ?? code}) and is started again`);
    timer = parts.timers.after(backoffMs, start);
    backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
  }

  return {
    start,
    state: () => state,
    socketPath,
    restarts: () => restarts,
    async stop() {
      stopping = true;
      if (timer) parts.timers.cancel(timer);
      if (child) await endChild(child, parts.timers);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A stale socket would refuse the next listener, so it is removed first. */
function spawnRenderer(parts: RenderChildParts, socketPath: string): ChildProcess {
  rmSync(socketPath, { force: true });
  const guard = hasSetpriv() ? ['setpriv', '--pdeathsig', 'KILL'] : [];
  const [program = process.execPath, ...args] = [...guard, process.execPath, ...parts.nodeArgs];
  return spawn(program, args, {
    cwd: parts.cwd,
    env: { ...parts.env, RENDER_SOCKET: socketPath },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, NICE);
  } catch {
    // It ended already, or the system does not allow it: pages are only less polite then.
  }
}

function endChild(child: ChildProcess, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const force = timers.after(STOP_MS, () => child.kill('SIGKILL'));
    child.once('close', () => {
      timers.cancel(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
