import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { Trouble } from './trouble';

/**
 * Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152
 * elsewhere): a part that was killed finds its port free when it comes back.
 */
const FIRST = 20_000;
const LAST = 32_000;
const given = new Set<number>();

/** A port of 127.0.0.1 that is free, and that was given to nobody else in this process. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const port = randomInt(FIRST, LAST);
    if (given.has(port) || (await portObstacle(port)) !== null) continue;
    given.add(port);
    return port;
  }
  throw new Trouble(`No port from ${FIRST} to ${LAST} is free on this machine.`);
}

/** Why nothing can listen on that port: taken, not permitted (below 1024), or null when it is free. */
export async function portObstacle(port: number): Promise<'taken' | 'not permitted' | null> {
  for (const host of ['127.0.0.1', '::1']) {
    const code = await tryListen({ port, host });
    if (code === 'EADDRINUSE') return 'taken';
    if (code === 'EACCES') return 'not permitted';
    // A machine without IPv6 answers EADDRNOTAVAIL or EAFNOSUPPORT for ::1; that is no obstacle.
  }
  return null;
}

function tryListen(at: { port: number; host: string }): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen({ ...at, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
