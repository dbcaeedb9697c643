import http from 'node:http';
import type { FastifyInstance } from 'fastify';

/** IPv6's name of this machine: `localhost` may lead there first. */
const TWIN = '::1';
const ABSENT = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Answers on `::1` too when the app listens on 127.0.0.1, so that `http://localhost` works whichever
 * address it resolves to. Null where this machine has no such address.
 * @throws when the port is taken there: two programs would answer for one origin.
 */
export function listenOnTwin(
  app: FastifyInstance,
  at: { host: string; port: number },
): Promise<http.Server | null> {
  if (at.host !== '127.0.0.1') return Promise.resolve(null);
  const server = http.createServer((request, response) => app.routing(request, response));
  server.keepAliveTimeout = app.server.keepAliveTimeout;
  server.requestTimeout = app.server.requestTimeout;
  server.on('upgrade', (_request, socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (ABSENT.has(error.code ?? '')) resolve(null);
      else reject(error);
    });
    server.listen(at.port, TWIN, () => resolve(server));
  });
}
