import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import type { Pool } from 'pg';
import { createKey, listKeys, revokeKey } from '../lib/accounts/api-keys';
import { createAuth } from '../lib/accounts/auth';
import { erasePerson } from '../lib/accounts/erase-person';
import { ROLES, type Role } from '../lib/accounts/identity';
import { createPerson, endSessions, findPerson, setRole } from '../lib/accounts/people';
import { createPrisma } from '../lib/db/prisma';
import { patchConfig } from '../lib/master/settings/patch-config';
import { poolOf, runningHouse } from './house/running';
import { settingsOf } from './house/settings';

const HOUSE_ID = 1;

/** A mistake of the caller's: one line, exit 2. */
class BadCall extends Error {}

/** Where the primary is: `DATABASE_URL`, or the house that runs from the data folder. */
const primaryUrl = () => process.env.DATABASE_URL ?? runningHouse().primaryUrl;

async function withPool<T>(work: (pool: Pool, url: string) => Promise<T>): Promise<T> {
  const url = primaryUrl();
  const pool = poolOf({ masters: [], terminals: [], primaryUrl: url }, 2);
  try {
    return await work(pool, url);
  } finally {
    await pool.end();
  }
}

async function personOf(pool: Pool, email: string): Promise<string> {
  const userId = await findPerson(pool, email);
  if (!userId) throw new BadCall(`nobody has the e-mail address ${email}`);
  return userId;
}

async function audited(pool: Pool, action: string, userId: string, detail: object): Promise<void> {
  await pool.query(
    'INSERT INTO audit (house_id, action, subject, detail) VALUES ($1, $2, $3, $4)',
    [HOUSE_ID, action, `person:${userId}`, detail],
  );
}

interface NewUser {
  email: string;
  name?: string;
  password?: string;
  role: Role;
}

async function createUser({ email, name, password, role }: NewUser): Promise<void> {
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new BadCall(`--email must be an address, not ${email}`);
  const secret = password ?? randomBytes(12).toString('base64url');
  await withPool(async (pool, url) => {
    const prisma = createPrisma(url);
    try {
      const publicOrigin = 'http://localhost';
      const auth = createAuth({
        prisma,
        authSecret: randomBytes(32).toString('hex'),
        publicOrigin,
      });
      const person = { email, name: name ?? email.split('@')[0] ?? email, password: secret, role };
      const made = await createPerson(auth, pool, person);
      if (!made.ok)
        throw new BadCall(
          made.error.kind === 'email-taken'
            ? `${email} has an account already; use set-role to change it`
            : `the password must have ${made.error.min} to ${made.error.max} characters`,
        );
      await audited(pool, 'create-user', made.value.userId, { role });
      console.log(`${email} is now ${role}${password ? '' : `; password: ${secret}`}`);
    } finally {
      await prisma.$disconnect();
    }
  });
}

const roleOption = () =>
  new Option('--role <role>', 'what they may do').choices([...ROLES]).makeOptionMandatory();

const program = new Command('npm run admin --')
  .description('Works on the accounts of a house without a browser.')
  .showHelpAfterError();

program
  .command('create-user')
  .description('make an account; without --password one is made up and printed')
  .requiredOption('--email <address>')
  .option('--name <name>')
  .option('--password <password>')
  .addOption(roleOption())
  .action(createUser);

program
  .command('set-role')
  .description('change what a person may do')
  .requiredOption('--email <address>')
  .addOption(roleOption())
  .action(({ email, role }: { email: string; role: Role }) =>
    withPool(async (pool) => {
      const userId = await personOf(pool, email);
      await setRole(pool, { userId, role, houseId: HOUSE_ID });
      await audited(pool, 'set-role', userId, { role });
      console.log(`${email} is now ${role}`);
    }),
  );

program
  .command('create-key')
  .description('make an API key; it is shown once')
  .requiredOption('--email <address>')
  .option('--name <name>', 'what the key is for', 'admin')
  .action(({ email, name }: { email: string; name: string }) =>
    withPool(async (pool) => {
      const userId = await personOf(pool, email);
      const { id, key } = await createKey(pool, { userId, name });
      await audited(pool, 'create-key', userId, { keyId: id, name });
      console.log(key);
    }),
  );

program
  .command('list-keys')
  .description("list a person's API keys")
  .requiredOption('--email <address>')
  .action(({ email }: { email: string }) =>
    withPool(async (pool) => {
      for (const key of await listKeys(pool, await personOf(pool, email)))
        console.log(
          [key.id, `${key.prefix}…`, key.name, key.revokedAt ? 'revoked' : 'good'].join('\t'),
        );
    }),
  );

program
  .command('revoke-key')
  .description('end an API key at once')
  .requiredOption('--email <address>')
  .requiredOption('--id <number>', 'as list-keys shows it', Number)
  .action(({ email, id }: { email: string; id: number }) =>
    withPool(async (pool) => {
      const userId = await personOf(pool, email);
      if (!(await revokeKey(pool, { id, userId }))) throw new BadCall(`${email} has no key ${id}`);
      await audited(pool, 'revoke-key', userId, { keyId: id });
      console.log(`key ${id} is revoked`);
    }),
  );

program
  .command('set-config')
  .description('change settings of a running house: set-config beatMs=500 transports=sse,websocket')
  .argument('<key=value...>')
  .action((assignments: string[]) =>
    withPool(async (pool) => {
      const patch = settingsOf(assignments);
      if (!patch.ok) throw new BadCall(patch.error);
      const actor = { userId: null, houseId: HOUSE_ID };
      const done = await patchConfig(pool, { actor, version: null, patch: patch.value });
      if (!done.ok) throw new BadCall(done.error.detail ?? 'the settings are not possible');
      console.log(`the settings are now version ${done.value.version}; nodes and pages follow`);
    }),
  );

program
  .command('end-sessions')
  .description('sign a person out everywhere, at once')
  .requiredOption('--email <address>')
  .action(({ email }: { email: string }) =>
    withPool(async (pool) => {
      const userId = await personOf(pool, email);
      await endSessions(pool, userId);
      await audited(pool, 'end-sessions', userId, {});
      console.log(`${email} is signed out everywhere`);
    }),
  );

program
  .command('erase')
  .description('take away who a person is and what opens their bids; ledgers go on to hold')
  .requiredOption('--email <address>')
  .action(({ email }: { email: string }) =>
    withPool(async (pool) => {
      const userId = await personOf(pool, email);
      const done = await erasePerson(pool, userId);
      if (!done.ok) throw new BadCall(`${email} has bid on lots that go on; erase after their end`);
      await audited(pool, 'erase-person', userId, done.value);
      console.log(`${email} is erased, with ${done.value.openings} openings`);
    }),
  );

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof BadCall ? 2 : 1);
}
