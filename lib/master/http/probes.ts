import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** One thing that must hold before requests are sent here. */
export type ReadinessCheck = () => boolean | Promise<boolean>;

const CHECK_MS = 2_000;

/**
 * `/healthz` (the process answers), `/readyz` (everything it needs answers, named one by one) and
 * `/metrics` (Prometheus).
 */
export async function probes(
  app: FastifyInstance,
  parts: { checks: Record<string, ReadinessCheck>; registry: Registry },
): Promise<void> {
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get('/readyz', async (_request, reply) => {
    const names = Object.keys(parts.checks);
    const results = await Promise.all(names.map((name) => holds(parts.checks[name])));
    const checks = Object.fromEntries(names.map((name, index) => [name, results[index]]));
    const ready = results.every(Boolean);
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, checks });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(parts.registry.contentType).send(await parts.registry.metrics()),
  );
}

async function holds(check: ReadinessCheck | undefined): Promise<boolean> {
  if (!check) return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS);
  });
  return Promise.race([Promise.resolve().then(check), late])
    .catch(() => false)
    .finally(() => clearTimeout(timer));
}
