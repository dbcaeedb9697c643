import type { FastifyRequest } from 'fastify';
import type { Accounts } from '../../accounts/accounts';
import { atLeast, type Identity } from '../../accounts/identity';
import { ok, type Result } from '../../shared/result';
import { refuse, type Trouble } from '../trouble';
import type { Who } from './route';

/** What deciding who may call needs. */
export interface Door {
  identify: Accounts['identify'];
  /** The only origin whose pages may write with a cookie (AUT3). */
  publicOrigin: string;
}

const isWrite = (method: string) => method !== 'GET' && method !== 'HEAD';

/**
 * Who calls, if they may (AUT3): a write authorised by a cookie must come from our own pages. Keys are
 * not sent by browsers on their own, so they need no such proof.
 */
export async function authorise(
  door: Door,
  who: Who,
  request: FastifyRequest,
): Promise<Result<Identity | null, Trouble>> {
  const { cookie, authorization, origin } = request.headers;
  const identified = await door.identify({ cookie, authorization });
  if (!identified.ok) return refuse(identified.error);
  const identity = identified.value;
  if (
    isWrite(request.method) &&
    identity?.credential.kind === 'session' &&
    origin !== door.publicOrigin
  ) {
    return refuse('foreign-origin');
  }
  if (who === 'anyone') return ok(identity);
  if (!identity) return refuse('sign-in-required');
  if (who !== 'person' && !atLeast(identity.role, who)) return refuse('not-allowed');
  return ok(identity);
}
