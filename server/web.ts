/**
 * Renders pages with Next.js for the master that started this process, on a unix socket that only
 * the master can reach. It has no listener of its own on the network, and ends with its master.
 */
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import next from 'next';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ALIVE_MS = 500;
const DRAIN_MS = 2_000;

const { RENDER_SOCKET: socketPath, PUBLIC_ORIGIN: publicOrigin = 'http://localhost:3000' } =
  process.env;
if (!socketPath) throw new Error('RENDER_SOCKET is missing: this program is started by a master');

const { hostname, port } = new URL(publicOrigin);
const server = http.createServer();
const app = next({
  dev: process.env.NODE_ENV === 'development',
  dir: ROOT,
  hostname,
  port: Number(port) || 80,
  httpServer: server,
});

process.on('disconnect', () => process.exit(0)); // The master is gone, also by SIGKILL.
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group; the master decides.
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), DRAIN_MS).unref();
});

await app.prepare();
server.on('request', app.getRequestHandler());
// Above what the master's agent keeps, so that it never writes to a connection that just closed.
server.keepAliveTimeout = 65_000;
server.listen(socketPath, () => process.send?.({ ready: true }));
setInterval(() => process.send?.({ alive: true }), ALIVE_MS).unref();
