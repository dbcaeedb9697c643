import { createHash, sign } from 'node:crypto';
import { deriveKey } from './derived-key';

/** A text under the house's signature. */
export interface SignedText {
  text: string;
  /** Ed25519 over the text's UTF-8 bytes, base64url. */
  signature: string;
  keyId: string;
}

/** Signs what people keep to hold the house to (LED1): receipts of their bids. */
export interface HouseSigner {
  /** Thumbprint of the public key (RFC 7638), base64url. */
  readonly keyId: string;
  /** The public key, 32 bytes as base64url. */
  readonly publicKey: string;
  /** The same text gets the same signature, whoever of the masters signs it. */
  sign(text: string): SignedText;
}

/**
 * The signer of a house. Its key comes from the secret that masters share, as that of tickets does, for a use
 * of its own; another secret is another key, and what was signed before names the one it was signed with.
 */
export function createHouseSigner(secret: string): HouseSigner {
  const { privateKey, publicKey } = deriveKey(secret, 'lotcast ledger');
  const jwk = `{"crv":"Ed25519","kty":"OKP","x":"${publicKey}"}`;
  const keyId = createHash('sha256').update(jwk).digest('base64url');
  return {
    keyId,
    publicKey,
    sign: (text) => ({
      text,
      signature: sign(null, Buffer.from(text), privateKey).toString('base64url'),
      keyId,
    }),
  };
}
