import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { type Account, asAccount, otherAccounts } from './account';
import { asProcessEnv, type Child, type Environment, startChild } from './child';
import type { DebianFile } from './debian-install';
import { Trouble } from './trouble';
import { waitUntil } from './wait';

/** A small server of Debian's that the house runs for itself on loopback. */
export interface LoopbackServer {
  child: Child;
  /** `host:port`, as clients want it. */
  address: string;
}

/** What to start and how to know that it answers. */
export interface LoopbackServerOptions {
  /** As a person knows it: "Memcached". */
  title: string;
  program: DebianFile;
  args: readonly string[];
  port: number;
  logFile: string;
  /** Prints its version and ends: tried to see whether an account can reach the program. */
  versionFlag: string;
  /** The accounts it runs under when we are root, in the order they are tried. */
  accounts: readonly string[];
  /** More arguments when the program has to leave root by itself. */
  leaveRoot?(account: Account): readonly string[];
  /** What is sent to it, and how its answer begins. */
  hello: { say: string; hear: string };
}

/**
 * Starts it under an account without rights when we are root, and waits until it answers.
 * @throws Trouble with its own reason when it ends instead.
 */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const { program, port } = options;
  const env = {
    PATH: process.env.PATH,
    ...(program.libraryPath ? { LD_LIBRARY_PATH: program.libraryPath } : {}),
  };
  const account = unprivilegedAccount(options.accounts);
  // Where the program itself changes its account after our start, the kernel forgets that it must
  // end with us; so it is started under that account, unless that account cannot reach it.
  const reachable = account === null || runsAs(account, options, env);
  const leaving = account && !reachable ? (options.leaveRoot?.(account) ?? []) : [];
  const child = await startChild({
    command: program.file,
    args: [...options.args, ...leaving],
    env,
    cwd: '/',
    logFile: options.logFile,
    account: reachable ? account : null,
  });
  const answered = await waitUntil(
    () => (child.hasExited() ? 'ended' : answers(port, options.hello)),
    { deadlineMs: 10_000 },
  );
  if (answered === 'ready') return { child, address: `127.0.0.1:${port}` };
  await child.stop();
  throw new Trouble(`${options.title} does not start: ${child.lastWords()}`);
}

function unprivilegedAccount(names: readonly string[]): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = otherAccounts();
  for (const name of [...names, 'nobody']) {
    const found = accounts.find((account) => account.name === name);
    if (found) return found;
  }
  return accounts[0] ?? null;
}

function runsAs(
  account: Account,
  { program, versionFlag }: LoopbackServerOptions,
  env: Environment,
): boolean {
  const run = spawnSync(program.file, [versionFlag], {
    ...asAccount(account),
    env: asProcessEnv(env),
    cwd: '/',
    stdio: 'ignore',
  });
  return run.status === 0;
}

/** Whether something that speaks its protocol answers there. */
function answers(port: number, hello: { say: string; hear: string }): Promise<'ready' | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (answer: 'ready' | null) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => done(null));
    socket.once('error', () => done(null));
    socket.once('data', (data) => {
      done(data.toString('latin1').startsWith(hello.hear) ? 'ready' : null);
    });
    socket.write(hello.say);
  });
}
