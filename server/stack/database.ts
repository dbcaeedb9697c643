import { query, superuserUrl } from './postgres';
import { DATABASE, databaseUrl, ROLES } from './postgres-settings';

/** A server as its superuser reaches it. */
export interface Server {
  port: number;
  password: string;
}

/**
 * Makes the house's accounts and its database unless they are there. The house's own account owns
 * the database and may read the servers' statistics, and is no superuser.
 */
export async function ensureDatabase(primary: Server, database = DATABASE): Promise<void> {
  const url = superuserUrl(primary);
  await ensureRole(url, ROLES.house, 'login', primary.password);
  await query(url, `grant pg_monitor to ${ROLES.house}`);
  await ensureRole(url, ROLES.replication, 'login replication', primary.password);
  const [there] = await query(url, 'select 1 from pg_database where datname = $1', [database]);
  if (!there) await query(url, `create database ${database} owner ${ROLES.house}`);
}

async function ensureRole(
  url: string,
  role: string,
  attributes: string,
  password: string,
): Promise<void> {
  const [there] = await query(url, 'select 1 from pg_roles where rolname = $1', [role]);
  // The password is base64url of our own making: no quote can be in it.
  if (!there) await query(url, `create role ${role} ${attributes} password '${password}'`);
}

/** How the house's own account reaches a database of that server. */
export function houseUrl(server: Server, database = DATABASE): string {
  return databaseUrl({ ...server, user: ROLES.house, database });
}
