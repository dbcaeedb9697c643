import { createServer } from 'node:net';

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
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
