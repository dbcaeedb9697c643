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

const STANDING = `
  SELECT p.session_generation AS generation, m.role, m.house_id AS "houseId"
    FROM person p LEFT JOIN membership m ON m.user_id = p.id
   WHERE p.id = $1 ORDER BY m.house_id LIMIT 1`;

/** What may change while somebody is signed in. */
type Standing = { generation: number; role: Role | null; houseId: number | null };

const generationOf = (user: object): number =>
  Number('sessionGeneration' in user ? user.sessionGeneration : 0);

/**
 * Tells who asks. A signed session cookie is checked by its signature and generation (AUT3); an
 * expired one is looked up, and so is one from before some session of that person was ended: who
 * holds a copy of that one is nobody. API keys, roles and generations are read from the primary and
 * remembered for two seconds; lanes read them under the lock.
 */
export function createIdentify(deps: {
  auth: Auth;
  pool: Pool;
  authSecret: string;
  clock: Clock;
}): (proof: Proof) => Promise<Identified> {
  const keys = new RecentValues<KeyOwner | null>(deps.clock, { maxAgeMs: RECENT_MS, max: 10_000 });
  const standings = new RecentValues<Standing | null>(deps.clock, {
    maxAgeMs: RECENT_MS,
    max: 10_000,
  });

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

  async function standingOf(userId: string): Promise<Standing | null> {
    return standings.get(userId, async () => {
      const { rows } = await deps.pool.query<Standing>({
        name: 'standing',
        text: STANDING,
        values: [userId],
      });
      return rows[0] ?? null;
    });
  }

  const lookUp = (headers: Headers) =>
    deps.auth.api.getSession({ headers, query: { disableCookieCache: true } });

  async function byCookie(cookie: string): Promise<Identified> {
    if (!cookie.includes(COOKIE_PREFIX)) return ok(null);
    const headers = new Headers({ cookie });
    const signed = await getCookieCache(headers, {
      cookiePrefix: COOKIE_PREFIX,
      isSecure: false,
      secret: deps.authSecret,
    });
    const claimed = signed ?? (await lookUp(headers));
    const standing = claimed && (await standingOf(claimed.user.id));
    if (!standing) return ok(null);
    const isOld = signed !== null && generationOf(signed.user) < standing.generation;
    const session = isOld ? await lookUp(headers) : claimed;
    if (!session) return ok(null);
    const { id: userId, name, email } = session.user;
    const identity: Identity = {
      userId,
      name,
      email,
      role: standing.role ?? 'bidder',
      houseId: standing.houseId,
      credential: { kind: 'session', generation: generationOf(session.user) },
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
