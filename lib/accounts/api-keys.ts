import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { ChangeRow } from '../db/change-upsert';
import { raiseStandings } from './raise-standings';

/** What every API key starts with, so that secret scanners find a leaked one. */
const KEY_PREFIX = 'lotcast_';

/** SHA-256 of a key: all that is kept of it. */
export const hashKey = (key: string) => createHash('sha256').update(key).digest();

/** True when `text` can be a key at all: `lotcast_` and 43 base64url characters (32 bytes). */
export const looksLikeKey = (text: string) => /^lotcast_[A-Za-z0-9_-]{43}$/.test(text);

/** A key as its owner sees it later: never the key itself. */
export interface KeyRow {
  id: number;
  name: string;
  prefix: string;
  createdAt: Date;
  revokedAt: Date | null;
}

/** A new key and the first characters that are kept to tell it from others. */
export function makeKey(): { key: string; prefix: string } {
  const key = KEY_PREFIX + randomBytes(32).toString('base64url');
  return { key, prefix: key.slice(0, KEY_PREFIX.length + 5) };
}

/** Makes a key for a person; `key` is shown once and cannot be read again. */
export async function createKey(pool: Pool, owner: { userId: string; name: string }) {
  const { key, prefix } = makeKey();
  const { rows } = await pool.query<{ id: number }>(
    'INSERT INTO api_key (user_id, name, prefix, hash) VALUES ($1, $2, $3, $4) RETURNING id',
    [owner.userId, owner.name, prefix, hashKey(key)],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('an inserted key returned no id');
  return { id, key, prefix };
}

/** A person's keys, newest first. */
export async function listKeys(pool: Pool, userId: string): Promise<KeyRow[]> {
  const { rows } = await pool.query<KeyRow>(
    `SELECT id, name, prefix, created_at AS "createdAt", revoked_at AS "revokedAt"
       FROM api_key WHERE user_id = $1 ORDER BY id DESC`,
    [userId],
  );
  return rows;
}

/**
 * Ends a key at once: lanes read `revoked_at` under the lot's lock, and private streams of its owner
 * end (AUT1), those that it opened for good. @returns the records to tell nodes of, none where it
 * was revoked before; null when the key is not theirs.
 */
export async function revokeKey(
  pool: Pool,
  key: { id: number; userId: string },
): Promise<ChangeRow[] | null> {
  const { rows } = await pool.query<{ revoked: boolean }>(
    'SELECT revoked_at IS NOT NULL AS revoked FROM api_key WHERE id = $1 AND user_id = $2',
    [key.id, key.userId],
  );
  if (!rows[0]) return null;
  const ended = await raiseStandings(pool, key.userId, async (client) => {
    const { rowCount } = await client.query(
      'UPDATE api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL',
      [key.id],
    );
    return rowCount || null;
  });
  return ended?.changed ?? [];
}
