import Fastify from 'fastify';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createFrontMetrics } from './metrics';

test('a failing request is counted; a process that is not ready yet has not failed', async () => {
  const app = Fastify();
  const metrics = createFrontMetrics(new Registry());
  metrics.observe(app);
  app.get('/readyz', (_, reply) => reply.code(503).send());
  app.get('/page', (_, reply) => reply.code(500).send());
  await app.inject('/readyz');
  expect(metrics.failures()).toBe(0);
  await app.inject('/page');
  expect(metrics.failures()).toBe(1);
  await app.close();
});
