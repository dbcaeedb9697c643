import type { Pool } from 'pg';
import type { PrismaClient } from '../../gen/prisma/client';
import type { ChangeRow } from '../db/change-upsert';
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
  /** Tells nodes of registrations whose sessions were ended (AUT1); else anti-entropy does. */
  changed?: (records: readonly ChangeRow[]) => void;
}) {
  const { pool } = deps;
  const auth = createAuth({
    ...deps,
    async endSignedCopies(userId) {
      const { generation, changed } = await endSignedCopies(pool, userId);
      deps.changed?.(changed);
      return generation;
    },
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
