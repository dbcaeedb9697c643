import canonicalize from 'canonicalize';
import { invariant } from '../../shared/assert';
import type { Sha256 } from '../ledger/chain';

/** Fewest hex digits of a salt: 128 bits. */
const SALT_HEX_MIN = 32;

/**
 * By what a ledger line names a reason (TRM2, LED6): SHA-256 of the canonical text of lot, reason and
 * salt. The reason and its salt are kept elsewhere, can be shown with it and can be erased.
 */
export function reasonHash(
  given: { readonly lotId: number; readonly reason: string; readonly salt: string },
  sha256: Sha256,
): string {
  const { lotId, reason, salt } = given;
  invariant(/^[0-9a-f]*$/.test(salt) && salt.length >= SALT_HEX_MIN, 'a salt has 128 bits in hex');
  const text = canonicalize({ lotId, reason, salt });
  invariant(text !== undefined, 'an object has a canonical form');
  return sha256(text);
}
