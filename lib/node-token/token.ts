import { createHmac, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '../shared/result';

/** How long a token is good for (NOD1). One is signed for every request. */
export const TOKEN_LIFE_MS = 30_000;

/** Longest header that is looked at. */
const TOKEN_MAX_CHARS = 512;
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/**
 * Who speaks to whom: names of masters and nodes. A caller that knows no name yet (a node that
 * only has a master's address) names its kind, `master`.
 */
export interface TokenClaim {
  from: string;
  to: string;
  /** Wall time, milliseconds since the Unix epoch. */
  expiresAtMs: number;
}

/** Why a token is refused. One answer for all towards the caller; this is for the log. */
export type TokenProblem = 'missing' | 'malformed' | 'forged' | 'expired' | 'not-for-us';

const sign = (secret: string, payload: string): string =>
  createHmac('sha256', secret).update(payload).digest('base64url');

/**
 * The value of an `authorization` header between masters and nodes (NOD1): `Lotcast
 * from.to.expiresAtMs.signature`, HMAC-SHA256.
 */
export function signToken(secret: string, claim: TokenClaim): string {
  const payload = `${claim.from}.${claim.to}.${Math.trunc(claim.expiresAtMs)}`;
  return `Lotcast ${payload}.${sign(secret, payload)}`;
}

/**
 * Checks an `authorization` header (NOD1): signed with our secret, not expired, not valid for longer
 * than `TOKEN_LIFE_MS` (with as much again for clocks that differ), and addressed to one of `to`.
 */
export function verifyToken(
  secret: string,
  header: string | undefined,
  expected: { to: readonly string[]; nowMs: number },
): Result<TokenClaim, TokenProblem> {
  if (!header) return err('missing');
  if (header.length > TOKEN_MAX_CHARS) return err('malformed');
  const match = /^Lotcast ([a-z0-9-]+)\.([a-z0-9-]+)\.(\d{1,15})\.([\w-]{43})$/.exec(header);
  const [, from = '', to = '', expires = '', signature = ''] = match ?? [];
  if (!NAME.test(from) || !NAME.test(to)) return err('malformed');
  const good = sign(secret, `${from}.${to}.${expires}`);
  if (!timingSafeEqual(Buffer.from(good), Buffer.from(signature))) return err('forged');
  const expiresAtMs = Number(expires);
  if (expiresAtMs <= expected.nowMs || expiresAtMs > expected.nowMs + 2 * TOKEN_LIFE_MS) {
    return err('expired');
  }
  if (!expected.to.includes(to)) return err('not-for-us');
  return ok({ from, to, expiresAtMs });
}
