import type { Pool } from 'pg';
import type { PrismaClient } from '../../gen/prisma/client';
import type { Clock } from '../shared/ports';
import { createAuth } from './auth';
import { createIdentify } from './identify';
import { endSignedCopies } from './people';

/** Everything about accounts that one process needs. */
export function createAccounts(deps: {
  prisma: PrismaClient;
  /** The primary: sessions, keys and roles must never be read late. */
  pool: Pool;
  authSecret: string;
  publicOrigin: string;
  clock: Clock;
}) {
  const { pool } = deps;
  const auth = createAuth({
    ...deps,
    endSignedCopies: (userId) => endSignedCopies(pool, userId),
  });
  return {
    auth,
    identify: createIdentify({ ...deps, auth }),
    /** Serves `/api/auth/*` (sign-up, sign-in, sign-out, get-session). */
    authHandler: (request: Request): Promise<Response> => auth.handler(request),
  };
}

/** See `createAccounts`. */
export type Accounts = ReturnType<typeof createAccounts>;
