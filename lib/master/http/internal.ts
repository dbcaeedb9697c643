import type { FastifyInstance } from 'fastify';
import { type SyncEndpointsDeps, syncEndpoints } from '../sync-endpoints/sync-endpoints';
import { sendTrouble } from './failures';
import { acceptJsonOnly } from './json-body';

/** Mounts what only nodes call, and keeps its addresses from the pages. */
export async function internalEndpoints(
  app: FastifyInstance,
  deps: SyncEndpointsDeps,
): Promise<void> {
  acceptJsonOnly(app);
  await app.register(syncEndpoints, deps);
  app.all('/internal/*', {
    onRequest: async (_request, reply) => sendTrouble(reply, { kind: 'not-found' }),
    handler: async () => undefined,
  });
}
