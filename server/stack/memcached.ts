import { accessSync, constants, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { type Child, startChild } from './child';
import { Trouble } from './trouble';
import { waitUntil } from './wait';

/** A Memcached of ours. */
export interface Memcached {
  child: Child;
  /** `host:port`, as clients want it. */
  address: string;
}

/** A memcached program and, when it was unpacked without root, the libraries beside it. */
export interface MemcachedProgram {
  command: string;
  libraryPath: string | null;
}

/**
 * Starts Memcached on loopback, without UDP, with 64 MB, under an account without rights when we
 * are root, and waits until it answers.
 * @throws Trouble with its own reason when it ends instead.
 */
export async function startMemcached(
  program: MemcachedProgram,
  at: { port: number; logFile: string; memoryMb?: number },
): Promise<Memcached> {
  const args = ['-l', '127.0.0.1', '-p', String(at.port), '-U', '0'];
  args.push('-m', String(at.memoryMb ?? 64), '-c', '1024');
  if (process.getuid?.() === 0) args.push('-u', unprivilegedName());
  const child = await startChild({
    command: program.command,
    args,
    env: {
      PATH: process.env.PATH,
      ...(program.libraryPath ? { LD_LIBRARY_PATH: program.libraryPath } : {}),
    },
    cwd: '/',
    logFile: at.logFile,
  });
  const answered = await waitUntil(() => (child.hasExited() ? 'ended' : answers(at.port)), {
    deadlineMs: 10_000,
  });
  if (answered === 'ready') return { child, address: `127.0.0.1:${at.port}` };
  await child.stop();
  throw new Trouble(`Memcached does not start: ${child.lastWords()}`);
}

/** Looks for memcached where PATH and Debian's sbin-less users would. */
export function memcachedOnPath(searchPath = process.env.PATH ?? ''): MemcachedProgram | null {
  for (const folder of [...searchPath.split(path.delimiter), '/usr/bin', '/usr/local/bin']) {
    if (folder === '') continue;
    const command = path.join(folder, 'memcached');
    try {
      accessSync(command, constants.X_OK);
      return { command, libraryPath: null };
    } catch {
      // Not here.
    }
  }
  return null;
}

function unprivilegedName(): string {
  const names = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':')[0]);
  return ['memcache', 'memcached', 'nobody'].find((name) => names.includes(name)) ?? 'nobody';
}

/** Whether something that speaks Memcached's protocol answers there. */
function answers(port: number): Promise<'ready' | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (answer: 'ready' | null) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => done(null));
    socket.once('error', () => done(null));
    socket.once('data', (data) => {
      done(data.toString('latin1').startsWith('VERSION') ? 'ready' : null);
    });
    socket.write('version\r\n');
  });
}
