import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { invariant } from '../../shared/assert';

/** SHA-256 of the canonical body (RFC 8785): the same bid or order, however it was written (LED4). */
export function bidBodyHash(body: object): Buffer {
  const text = canonicalize(body);
  invariant(text !== undefined, 'a valid body has a canonical form');
  return createHash('sha256').update(text).digest();
}
