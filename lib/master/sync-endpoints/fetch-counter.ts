import { Counter, type Registry } from 'prom-client';

/** Records fetched for nodes by what answered, on a master: `replica` or `primary` (FET1). */
export const createFetchCounter = (registry: Registry): Counter<'source'> =>
  new Counter({
    name: 'lotcast_fetch_total',
    help: 'Records fetched by what answered: memcached (nodes), replica, primary (masters)',
    labelNames: ['source'],
    registers: [registry],
  });
