import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PlaceBid } from '../../api/v1/bids';
import { invariant } from '../../shared/assert';

/** SHA-256 of the canonical body (RFC 8785): the same bid, however it was written (LED4). */
export function bidBodyHash(body: PlaceBid): Buffer {
  const text = canonicalize(body);
  invariant(text !== undefined, 'a valid bid has a canonical form');
  return createHash('sha256').update(text).digest();
}
