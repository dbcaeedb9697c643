import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../gen/prisma/client';
import { createPool, type MovingServer } from './pools';

/**
 * Prisma over `pg`, for all that is off the hot path. Its interactive transactions end after 10 s and
 * wait at most 5 s for a connection. Close it with `$disconnect()`.
 * @param to a server's address, or a role that it follows (`createPool`).
 */
export function createPrisma(to: string | MovingServer): PrismaClient {
  const pool = createPool(to, { max: 10, name: 'prisma' });
  return new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: true }),
    transactionOptions: { maxWait: 5_000, timeout: 10_000 },
  });
}

export type { PrismaClient } from '../../gen/prisma/client';
