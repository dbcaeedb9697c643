import type { FastifyInstance } from 'fastify';
import { readSigningKeys } from '../../db/signing-keys';
import type { Desk } from './desk';

/**
 * The keys that receipts are signed with (LED1), as a JSON Web Key Set (RFC 7517, RFC 8037): the newest
 * first, and every one before it, for what it signed is to be checked for ever.
 */
export function mountWellKnown(app: FastifyInstance, desk: Desk): void {
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    const known = await desk.publicRead(readSigningKeys);
    const keys = known.map(({ keyId, publicKey, firstUsedAt }) => ({
      ...{ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid: keyId, x: publicKey },
      firstUsedAt: firstUsedAt.toISOString(),
    }));
    return reply
      .type('application/jwk-set+json; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .header('access-control-allow-origin', '*')
      .send(JSON.stringify({ keys }));
  });
}
