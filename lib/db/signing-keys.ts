import type pg from 'pg';

type Queryable = Pick<pg.Pool, 'query'>;

/** A public key that the house signs or signed with (LED1). */
export interface SigningKey {
  readonly keyId: string;
  /** 32 bytes as base64url. */
  readonly publicKey: string;
}

/**
 * Keeps the public key that a master signs with, for as long as there is anything it signed: for ever.
 * Another secret makes another key; those before it stay.
 */
export async function keepSigningKey(
  db: Queryable,
  { keyId, publicKey }: SigningKey,
): Promise<void> {
  await db.query({
    name: 'signing-key-keep',
    text: `insert into signing_key (key_id, public_key) values ($1, $2)
           on conflict (key_id) do nothing`,
    values: [keyId, publicKey],
  });
}

/** All public keys of the house, the newest first. */
export async function readSigningKeys(
  db: Queryable,
): Promise<(SigningKey & { readonly firstUsedAt: Date })[]> {
  const { rows } = await db.query<SigningKey & { firstUsedAt: Date }>({
    name: 'signing-keys-read',
    text: `select key_id as "keyId", public_key as "publicKey", first_used_at as "firstUsedAt"
             from signing_key order by first_used_at desc, key_id`,
  });
  return rows;
}
