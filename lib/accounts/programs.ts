import type { Pool } from 'pg';
import { hashKey, makeKey } from './api-keys';

/** An account that only programs use: no password, one key. */
export interface ProgramAccount {
  name: string;
  userId: string;
  key: string;
}

/**
 * Makes accounts with API keys for programs (a replay, the demo's bidders, a benchmark), all in one
 * transaction. `domain` makes their e-mail addresses unique: `program-1@<domain>`; nobody can sign in with
 * them, as they have no password.
 */
export async function createProgramAccounts(
  pool: Pool,
  names: readonly string[],
  domain: string,
): Promise<ProgramAccount[]> {
  const keys = names.map(() => makeKey());
  const { rows } = await pool.query<{ id: string; ord: number }>(
    `WITH given AS (
       SELECT name, email, hash, prefix, ord
         FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[])
              WITH ORDINALITY AS t(name, email, hash, prefix, ord)
     ), made AS (
       INSERT INTO person (name, email) SELECT name, email FROM given RETURNING id, email
     ), keyed AS (
       INSERT INTO api_key (user_id, name, prefix, hash)
       SELECT made.id, 'program', given.prefix, given.hash FROM given JOIN made USING (email)
     )
     SELECT made.id, given.ord::int AS ord FROM given JOIN made USING (email) ORDER BY given.ord`,
    [
      names,
      names.map((_, index) => `program-${index + 1}@${domain}`),
      keys.map(({ key }) => hashKey(key)),
      keys.map(({ prefix }) => prefix),
    ],
  );
  return names.map((name, index) => {
    const made = rows[index];
    const key = keys[index];
    if (!made || !key) throw new Error(`the account of ${name} was not made`);
    return { name, userId: made.id, key: key.key };
  });
}
