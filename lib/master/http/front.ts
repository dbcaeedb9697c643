import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Accounts } from '../../accounts/accounts';
import type { Desk } from './desk';
import { mountDocuments } from './documents';
import { answerError, answerFailures, sendTrouble } from './failures';
import { acceptJsonOnly } from './json-body';
import type { FrontMetrics } from './metrics';
import { mountAccounts } from './mount-accounts';
import { BODY_LIMIT_BYTES, mountRoutes } from './mount-routes';
import { API_PREFIX } from './openapi';
import { COMMON_HEADERS, NO_PAGE_POLICY } from './security-headers';
import { ROUTES } from './table';
import { mountWellKnown } from './well-known';

/** What the front is made of. */
export interface FrontParts {
  accounts: Pick<Accounts, 'identify' | 'authHandler'>;
  desk: Desk;
  publicOrigin: string;
  logger: FastifyBaseLogger;
  metrics: Pick<FrontMetrics, 'observe'>;
}

/**
 * The master's front: the API, sign-in, documents. Pages, nodes' endpoints and probes are added by
 * whoever composes the master. Every refusal is a problem; no stack trace ever leaves.
 */
export async function createFront(parts: FrontParts): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    // Above what proxies in front keep, so that none reuses a connection we just closed (PSH8).
    keepAliveTimeout: 75_000,
    requestTimeout: 30_000,
    // Who has not said all headers by then is cut off.
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    forceCloseConnections: 'idle',
    frameworkErrors: answerError,
    routerOptions: { maxParamLength: 200 },
  });
  answerFailures(app);
  parts.metrics.observe(app);
  app.server.on('upgrade', (_request, socket) => socket.destroy()); // Terminals take sockets.
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(COMMON_HEADERS);
    reply.header('content-security-policy', NO_PAGE_POLICY);
  });
  await app.register(async (api) => {
    acceptJsonOnly(api);
    await api.register(
      async (v1) => {
        const door = { identify: parts.accounts.identify, publicOrigin: parts.publicOrigin };
        mountRoutes(v1, ROUTES, { door, desk: parts.desk });
      },
      { prefix: API_PREFIX },
    );
    mountAccounts(api, parts.accounts, parts.publicOrigin);
    mountDocuments(api, ROUTES, parts.publicOrigin);
  });
  mountWellKnown(app, parts.desk);
  // Before the pages' catch-all: an unknown call of the API is a problem, not a page. Its body is
  // nothing to read.
  app.all('/api/*', {
    onRequest: async (_request, reply) => sendTrouble(reply, { kind: 'not-found' }),
    handler: async () => undefined,
  });
  return app;
}
