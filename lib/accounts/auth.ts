import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import type { PrismaClient } from '../../gen/prisma/client';
import { afterEndedSessions } from './ended-sessions';

/** `__Host-`: bound to this host, this path and a secure origin (AUT2). */
export const COOKIE_PREFIX = '__Host-lotcast';

/** The header in which the front names the client's address; it overwrites what clients send. */
export const CLIENT_ADDRESS_HEADER = 'x-client-address';

/** How long a signed session answers without a database read (AUT3). */
const SESSION_CACHE_S = 300;

/** Sign-ins from one address within a minute; also sign-ups. */
export const SIGN_INS_PER_MINUTE = 20;

/**
 * Accounts by better-auth: e-mail and password (scrypt), sessions in the primary with a signed
 * copy in a cookie, rate limits in the primary so that every master counts the same.
 */
export function createAuth(options: {
  prisma: PrismaClient;
  authSecret: string;
  publicOrigin: string;
  /** Raises the person's generation; needed where requests are answered (see `ended-sessions`). */
  endSignedCopies?: (userId: string) => Promise<number>;
}) {
  const { endSignedCopies } = options;
  return betterAuth({
    appName: 'Lotcast',
    secret: options.authSecret,
    baseURL: options.publicOrigin,
    trustedOrigins: [options.publicOrigin],
    database: prismaAdapter(options.prisma, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    emailAndPassword: { enabled: true, minPasswordLength: 10, maxPasswordLength: 128 },
    user: {
      additionalFields: {
        sessionGeneration: { type: 'number', input: false, required: false, defaultValue: 0 },
      },
    },
    session: { cookieCache: { enabled: true, maxAge: SESSION_CACHE_S } },
    ...(endSignedCopies && { hooks: { after: afterEndedSessions(endSignedCopies) } }),
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 300,
      customRules: {
        '/sign-in/email': { window: 60, max: SIGN_INS_PER_MINUTE },
        '/sign-up/email': { window: 60, max: SIGN_INS_PER_MINUTE },
      },
    },
    logger: { level: 'error' },
    advanced: {
      disableOriginCheck: false,
      disableCSRFCheck: false,
      database: { generateId: false },
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: false,
      defaultCookieAttributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
  });
}

/** See `createAuth`. */
export type Auth = ReturnType<typeof createAuth>;
