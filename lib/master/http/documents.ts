import type { FastifyInstance } from 'fastify';
import { docsPage } from './docs-page';
import { API_PREFIX, openApi } from './openapi';
import type { Route } from './route';
import { newNonce, pagePolicy } from './security-headers';

/** Serves the OpenAPI document and the same as a page. */
export function mountDocuments(
  app: FastifyInstance,
  routes: readonly Route[],
  publicOrigin: string,
): void {
  const document = openApi(routes, publicOrigin);
  const text = JSON.stringify(document);
  app.get(`${API_PREFIX}/openapi.json`, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(text),
  );
  app.get('/api/docs', async (_request, reply) => {
    const nonce = newNonce();
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy({ nonce, terminals: [], development: false }))
      .send(docsPage(document, nonce));
  });
}
