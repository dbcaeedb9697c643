import type { Pool, PoolClient } from 'pg';
import type { ChangeRow } from '../db/change-upsert';
import { err, ok, type Result } from '../shared/result';
import type { Auth } from './auth';
import type { Role } from './identity';
import { raiseStandings } from './raise-standings';

/** A person to be made by the house, without a browser. */
export interface NewPerson {
  email: string;
  name: string;
  password: string;
  role: Role;
  houseId?: number;
}

/** Why a person was not made. */
export type NewPersonProblem =
  | { kind: 'email-taken' }
  | { kind: 'password-length'; min: number; max: number };

/** Makes an account with a password and, above bidder, a membership of the house (default 1). */
export async function createPerson(
  auth: Auth,
  pool: Pool,
  person: NewPerson,
): Promise<Result<{ userId: string }, NewPersonProblem>> {
  const context = await auth.$context;
  const { minPasswordLength: min, maxPasswordLength: max } = context.password.config;
  if (person.password.length < min || person.password.length > max)
    return err({ kind: 'password-length', min, max });
  const email = person.email.trim().toLowerCase();
  if (await context.internalAdapter.findUserByEmail(email)) return err({ kind: 'email-taken' });
  const password = await context.password.hash(person.password);
  const user = await context.internalAdapter.createUser(
    { email, name: person.name },
    { method: 'email-password' },
  );
  await context.internalAdapter.linkAccount({
    userId: user.id,
    providerId: 'credential',
    accountId: user.id,
    password,
  });
  await setRole(pool, { userId: user.id, role: person.role, houseId: person.houseId ?? 1 });
  return ok({ userId: user.id });
}

/** Gives a person a role in a house; `bidder` takes any role away. */
export async function setRole(pool: Pool, grant: { userId: string; role: Role; houseId: number }) {
  if (grant.role === 'bidder') {
    await pool.query('DELETE FROM membership WHERE user_id = $1 AND house_id = $2', [
      grant.userId,
      grant.houseId,
    ]);
    return;
  }
  await pool.query(
    `INSERT INTO membership (user_id, house_id, role) VALUES ($1, $2, $3)
     ON CONFLICT (user_id, house_id) DO UPDATE SET role = excluded.role`,
    [grant.userId, grant.houseId, grant.role],
  );
}

/** The id of the person with that e-mail address, or null. */
export async function findPerson(pool: Pool, email: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM person WHERE email = $1', [
    email.trim().toLowerCase(),
  ]);
  return rows[0]?.id ?? null;
}

/**
 * Ends every session of a person at once, signed copies in cookies too.
 */
export async function endSessions(pool: Pool, userId: string): Promise<void> {
  await raiseGeneration(pool, userId, async (client) => {
    await client.query('DELETE FROM session WHERE user_id = $1', [userId]);
  });
}

/** A person's new session generation, and the records that nodes are to be told of. */
export interface EndedCopies {
  generation: number;
  changed: ChangeRow[];
}

/**
 * Makes every signed copy of a person's sessions worthless; sessions in the primary stand. To be
 * called once the sessions that are to end are gone, or a copy made in between would outlive them.
 */
export const endSignedCopies = (pool: Pool, userId: string): Promise<EndedCopies> =>
  raiseGeneration(pool, userId, async () => {});

/** The generation rises in the person and in each registration, which lanes compare (LCK1). */
async function raiseGeneration(
  pool: Pool,
  userId: string,
  meanwhile: (client: PoolClient) => Promise<void>,
): Promise<EndedCopies> {
  const raised = await raiseStandings(pool, userId, async (client) => {
    const { rows } = await client.query<{ generation: number }>(
      `UPDATE person SET session_generation = session_generation + 1 WHERE id = $1
       RETURNING session_generation AS generation`,
      [userId],
    );
    await meanwhile(client);
    return rows[0]?.generation ?? null;
  });
  return { generation: raised?.value ?? 0, changed: raised?.changed ?? [] };
}
