import { getCookieCache } from 'better-auth/cookies';
import type { Pool } from 'pg';
import type { Clock } from '../shared/ports';
import { err, ok } from '../shared/result';
import { hashKey, looksLikeKey } from './api-keys';
import { type Auth, COOKIE_PREFIX } from './auth';
import type { Identified, Identity, Role } from './identity';
import { RecentValues } from './recent-values';

/** What proves who asks: the two request headers that can. */
export interface Proof {
  cookie?: string | undefined;
  authorization?: string | undefined;
}

/** A key or role that was read less than this ago is not read again; lanes read under the lock. */
const RECENT_MS = 2_000;

interface KeyOwner {
  keyId: number;
  userId: string;
  name: string;
  email: string;
  role: Role | null;
  houseId: number | null;
  revoked: boolean;
}

const KEY_OWNER = `
  SELECT k.id AS "keyId", p.id AS "userId", p.name, p.email, m.role, m.house_id AS "houseId",
         k.revoked_at IS NOT NULL AS revoked
    FROM api_key k JOIN person p ON p.id = k.user_id
    LEFT JOIN membership m ON m.user_id = p.id
   WHERE k.hash = $1 ORDER BY m.house_id LIMIT 1`;

const MEMBERSHIP = `
  SELECT role, house_id AS "houseId" FROM membership WHERE user_id = $1 ORDER BY house_id LIMIT 1`;

type Membership = { role: Role; houseId: number | null };

/**
 * Tells who asks. A signed session cookie is checked by its signature alone (AUT3); an expired one
 * is looked up. API keys and roles are read from the primary and remembered for two seconds.
 */
export function createIdentify(deps: {
  auth: Auth;
  pool: Pool;
  authSecret: string;
  clock: Clock;
}): (proof: Proof) => Promise<Identified> {
  const keys = new RecentValues<KeyOwner | null>(deps.clock, { maxAgeMs: RECENT_MS, max: 10_000 });
  const roles = new RecentValues<Membership>(deps.clock, { maxAgeMs: RECENT_MS, max: 10_000 });

  async function byKey(key: string): Promise<Identified> {
    if (!looksLikeKey(key)) return err('invalid-key');
    const hash = hashKey(key);
    const owner = await keys.get(hash.toString('base64'), async () => {
      const { rows } = await deps.pool.query<KeyOwner>({
        name: 'key-owner',
        text: KEY_OWNER,
        values: [hash],
      });
      return rows[0] ?? null;
    });
    if (!owner || owner.revoked) return err('invalid-key');
    const { keyId, userId, name, email } = owner;
    return ok({
      userId,
      name,
      email,
      role: owner.role ?? 'bidder',
      houseId: owner.houseId,
      credential: { kind: 'key', keyId },
    });
  }

  async function membershipOf(userId: string): Promise<Membership> {
    return roles.get(userId, async () => {
      const { rows } = await deps.pool.query<Membership>({
        name: 'membership',
        text: MEMBERSHIP,
        values: [userId],
      });
      return rows[0] ?? { role: 'bidder', houseId: null };
    });
  }

  async function byCookie(cookie: string): Promise<Identified> {
    if (!cookie.includes(COOKIE_PREFIX)) return ok(null);
    const headers = new Headers({ cookie });
    const signed = await getCookieCache(headers, {
      cookiePrefix: COOKIE_PREFIX,
      isSecure: false,
      secret: deps.authSecret,
    });
    const session = signed ?? (await deps.auth.api.getSession({ headers }));
    if (!session) return ok(null);
    const { id: userId, name, email } = session.user;
    const generation = Number(session.user['sessionGeneration' as keyof typeof session.user] ?? 0);
    const identity: Identity = {
      userId,
      name,
      email,
      ...(await membershipOf(userId)),
      credential: { kind: 'session', generation },
    };
    return ok(identity);
  }

  return async (proof) => {
    const bearer = /^Bearer\s+(\S+)$/i.exec(proof.authorization ?? '')?.[1];
    if (bearer) return byKey(bearer);
    if (proof.authorization) return err('invalid-key');
    return proof.cookie ? byCookie(proof.cookie) : ok(null);
  };
}
