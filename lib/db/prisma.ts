import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../gen/prisma/client';

/**
 * Prisma over `pg`, for all that is off the hot path. Its interactive transactions end after 10 s and
 * wait at most 5 s for a connection. Close it with `$disconnect()`.
 */
export function createPrisma(url: string): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: url,
    application_name: 'lotcast-prisma',
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 15_000,
  });
  return new PrismaClient({
    adapter,
    transactionOptions: { maxWait: 5_000, timeout: 10_000 },
  });
}

export type { PrismaClient } from '../../gen/prisma/client';
