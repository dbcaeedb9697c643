import { randomBytes } from 'node:crypto';
import pino, { type Logger } from 'pino';
import { type RedisEar, redisEar } from '../lib/bus/redis-ear';
import { connectMemcached } from '../lib/cache/memcached';
import { createRecordCache, type RecordCache } from '../lib/cache/record-cache';
import type { NodeEnv } from '../lib/config/env';
import { systemClock, systemTimers } from '../lib/config/system';
import { httpMasterCalls } from '../lib/node/http-master-calls';
import type { MasterCalls } from '../lib/node/master-calls';
import type { NodeIdentity } from '../lib/node/registration';

/** What every node's process is made of. */
export interface NodeParts {
  log: Logger;
  identity: NodeIdentity;
  calls: MasterCalls;
  /** Null where masters tell nodes directly (BUS1). */
  bus: RedisEar | null;
  /** Null where the house runs without Memcached. */
  cache: RecordCache | null;
}

/** The parts of a node's process, from its environment; every start is a new incarnation (NOD1). */
export function nodeParts(
  env: NodeEnv,
  who: { kind: NodeIdentity['kind']; publicUrl: string | null },
): NodeParts {
  const ports = { clock: systemClock, timers: systemTimers };
  const log = pino({ level: env.LOG_LEVEL, name: env.NODE_NAME });
  return {
    log,
    identity: {
      name: env.NODE_NAME,
      incarnation: randomBytes(12).toString('hex'),
      url: env.NODE_URL || `http://${env.HOST}:${env.PORT}`,
      ...who,
    },
    calls: httpMasterCalls({
      nodeName: env.NODE_NAME,
      secret: env.NODE_SECRET,
      clock: systemClock,
    }),
    bus:
      env.BUS === 'redis'
        ? redisEar({
            ...ports,
            url: env.REDIS_URL,
            nodeName: env.NODE_NAME,
            secret: env.NODE_SECRET,
            log,
          })
        : null,
    cache: env.MEMCACHED
      ? createRecordCache(connectMemcached({ address: env.MEMCACHED, ...ports }))
      : null,
  };
}
