import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Values that are read when they are scraped. */
export type ScrapedGauges = Record<`lotcast_${string}`, { help: string; read(): number }>;

/** The metrics of a master's front. */
export interface FrontMetrics {
  /** An answered bid: `accepted` or the kind of its refusal. */
  bid(outcome: string, waitedMs: number): void;
  /** Requests that failed here (5xx) so far; "not ready yet" is an answer, not a failure. */
  failures(): number;
  /** Adds gauges that are read at scraping. */
  gauges(gauges: ScrapedGauges): void;
  /** Counts the app's requests from now on. */
  observe(app: FastifyInstance): void;
}

/** Makes the front's metrics in a registry. Labels are routes, never addresses or ids. */
export function createFrontMetrics(registry: Registry): FrontMetrics {
  collectDefaultMetrics({ register: registry, prefix: 'lotcast_process_' });
  const requests = new Histogram({
    name: 'lotcast_http_request_seconds',
    help: 'Requests answered by the front, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  const bids = new Counter({
    name: 'lotcast_bids_total',
    help: 'Bids answered, by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const waits = new Histogram({
    name: 'lotcast_bid_seconds',
    help: 'From a bid entering its lane to its answer',
    buckets: SECONDS,
    registers: [registry],
  });
  let failures = 0;
  return {
    bid(outcome, waitedMs) {
      bids.inc({ outcome });
      waits.observe(waitedMs / 1_000);
    },
    failures: () => failures,
    gauges(gauges) {
      for (const [name, { help, read }] of Object.entries(gauges)) {
        new Gauge({
          name,
          help,
          registers: [registry],
          collect() {
            this.set(read());
          },
        });
      }
    },
    observe(app) {
      app.addHook('onResponse', async (request, reply) => {
        const { statusCode } = reply;
        const route = request.routeOptions.url ?? 'none';
        if (statusCode >= 500 && route !== '/readyz') failures += 1;
        const labels = { method: request.method, route, status: String(statusCode) };
        requests.observe(labels, reply.elapsedTime / 1_000);
      });
    },
  };
}
