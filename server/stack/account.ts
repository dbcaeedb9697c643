import { readFileSync } from 'node:fs';
import { Trouble } from './trouble';

/** An account of this machine, by number and name. */
export interface Account {
  uid: number;
  gid: number;
  name: string;
}

/**
 * The account PostgreSQL runs under. Null means our own: an ordinary user just runs it. PostgreSQL
 * refuses to run as root, so root hands it to `postgres`, else to `nobody`, else to the first
 * account of /etc/passwd that is not root (initdb looks its own account up there).
 * @throws Trouble when we are root on a machine that has no other account.
 */
export function databaseAccount(passwdFile = '/etc/passwd'): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = otherAccounts(passwdFile);
  const named = (name: string) => accounts.find((account) => account.name === name);
  const chosen = named('postgres') ?? named('nobody') ?? accounts[0];
  if (chosen) return chosen;
  throw new Trouble(
    'PostgreSQL does not run as root and this machine has no other account: add one, for example "useradd nobody".',
  );
}

/** Every account of this machine but root. */
export function otherAccounts(passwdFile = '/etc/passwd'): Account[] {
  return readFileSync(passwdFile, 'utf8').split('\n').flatMap(parseAccount);
}

function parseAccount(line: string): Account[] {
  const [name, , uid, gid] = line.split(':');
  if (!name || !uid || !gid || Number(uid) === 0) return [];
  return [{ name, uid: Number(uid), gid: Number(gid) }];
}

/** What `spawn` takes to run as that account. */
export function asAccount(account: Account | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}
