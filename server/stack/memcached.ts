import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { type Account, asAccount, otherAccounts } from './account';
import { asProcessEnv, type Child, type Environment, startChild } from './child';
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
  const env = {
    PATH: process.env.PATH,
    ...(program.libraryPath ? { LD_LIBRARY_PATH: program.libraryPath } : {}),
  };
  const account = unprivilegedAccount();
  // Its own -u would change the account after our start, and the kernel then forgets that it must
  // end with us; so it is started under that account, unless that account cannot reach it.
  const reachable = account === null || runsAs(account, program.command, env);
  if (account && !reachable) args.push('-u', account.name);
  const child = await startChild({
    command: program.command,
    args,
    env,
    cwd: '/',
    logFile: at.logFile,
    account: reachable ? account : null,
  });
  const answered = await waitUntil(() => (child.hasExited() ? 'ended' : answers(at.port)), {
    deadlineMs: 10_000,
  });
  if (answered === 'ready') return { child, address: `127.0.0.1:${at.port}` };
  await child.stop();
  throw new Trouble(`Memcached does not start: ${child.lastWords()}`);
}

/** Looks for memcached on the PATH. */
export function memcachedOnPath(searchPath = process.env.PATH ?? ''): MemcachedProgram | null {
  for (const folder of searchPath.split(path.delimiter).filter(Boolean)) {
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

function unprivilegedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = otherAccounts();
  const named = (name: string) => accounts.find((account) => account.name === name);
  return named('memcache') ?? named('memcached') ?? named('nobody') ?? accounts[0] ?? null;
}

function runsAs(account: Account, command: string, env: Environment): boolean {
  const run = spawnSync(command, ['-V'], {
    ...asAccount(account),
    env: asProcessEnv(env),
    cwd: '/',
    stdio: 'ignore',
  });
  return run.status === 0;
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
