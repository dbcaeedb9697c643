import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHouseSigner } from './house-signer';
import { createTicketSigner } from './live-ticket';

const SECRET = 's'.repeat(40);

describe('the signer of a house', () => {
  it('[LED1] signs alike in every master, so that anyone can check it with the published key', () => {
    const one = createHouseSigner(SECRET);
    const signed = one.sign('{"entry":7,"text":"拍品"}');
    expect(createHouseSigner(SECRET).sign(signed.text)).toEqual(signed);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: one.publicKey };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const bytes = Buffer.from(signed.signature, 'base64url');
    expect(verify(null, Buffer.from(signed.text), key, bytes)).toBe(true);
    expect(verify(null, Buffer.from(`${signed.text} `), key, bytes)).toBe(false);
  });

  it('[LED1] has another key with another secret, and another than tickets', () => {
    const { keyId, publicKey } = createHouseSigner(SECRET);
    expect(createHouseSigner('t'.repeat(40)).keyId).not.toBe(keyId);
    expect(createTicketSigner(SECRET).publicKey).not.toBe(publicKey);
  });
});
