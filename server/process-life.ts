import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { BadEnvironment } from '../lib/config/env';

/** Reads an environment, or ends with one line that names every bad variable. */
export function environmentOrExit<T>(read: (env: NodeJS.ProcessEnv) => T): T {
  try {
    return read(process.env);
  } catch (reason) {
    if (!(reason instanceof BadEnvironment)) throw reason;
    console.error(reason.message);
    process.exit(1);
  }
}

/** Listens, or ends with one line. */
export async function listenOrExit(
  server: Server,
  at: { host: string; port: number; log: Logger },
): Promise<void> {
  server.listen(at.port, at.host);
  try {
    await once(server, 'listening');
    at.log.info({ host: at.host, port: at.port }, 'listening');
  } catch (reason) {
    console.error(`cannot listen on ${at.host}:${at.port}: ${String(reason)}`);
    process.exit(1);
  }
}

/** Longest a process takes to end in order. */
const STOP_MAX_MS = 3_000;

/** Runs `stop` once, on SIGTERM, SIGINT, or when the parent is gone, then exits. */
export function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  let isStopping = false;
  const end = (why: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), STOP_MAX_MS).unref();
    stop().then(
      () => process.exit(0),
      (reason) => {
        log.error({ reason: String(reason) }, 'did not stop in order');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  process.once('disconnect', () => end('the parent is gone'));
}
