import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * Serves what never changes under its name from disk: the built scripts and styles (named by their
 * content, compressed at build) and the house's pictures. The renderer never sees these requests.
 */
export async function staticFiles(app: FastifyInstance, { root }: { root: string }): Promise<void> {
  const built = path.join(root, '.next', 'static');
  const pictures = path.join(root, 'public', 'art');
  if (existsSync(built)) {
    await app.register(fastifyStatic, {
      root: built,
      prefix: '/_next/static/',
      immutable: true,
      maxAge: '1y',
      index: false,
      preCompressed: true,
      decorateReply: false,
    });
  }
  if (existsSync(pictures)) {
    await app.register(fastifyStatic, {
      root: pictures,
      prefix: '/art/',
      maxAge: '1d',
      index: false,
      decorateReply: false,
    });
  }
}
