import { type Queryable, rowsOf } from './queryable';

/** An API key as its owner sees it; the key itself is shown once, when it is made. */
export interface ApiKeyView {
  id: number;
  name: string;
  /** Its first characters. */
  prefix: string;
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

/** A person's keys, newest first, revoked ones too. */
export async function apiKeysOfUser(db: Queryable, userId: string): Promise<ApiKeyView[]> {
  const rows = await rowsOf<{
    id: number;
    name: string;
    prefix: string;
    created_at: Date;
    last_used_at: Date | null;
    revoked_at: Date | null;
  }>(db, {
    name: 'read-api-keys',
    text: `select id, name, prefix, created_at, last_used_at, revoked_at from api_key
      where user_id = $1 order by id desc`,
    values: [userId],
  });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }));
}
