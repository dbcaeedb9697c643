import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';

/** An Ed25519 private key in PKCS #8 but for its last 32 bytes, the seed (RFC 8410, 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same for the public key, in SPKI (RFC 8410, 4). */
export const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** An Ed25519 key; `publicKey` is its 32 bytes as base64url. */
export interface DerivedKey {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
}

/**
 * The key of a house for one use, derived from the secret that its masters share, so that any of them
 * signs alike. Another secret or another use is another key.
 */
export function deriveKey(secret: string, use: string): DerivedKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', use, 32));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: spki.subarray(SPKI_HEAD.length).toString('base64url') };
}
