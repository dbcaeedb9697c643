import { spawn } from 'node:child_process';
import { expect } from '@playwright/test';
import { houseUrl } from '../../server/stack/database';
import { query, superuserUrl } from '../../server/stack/postgres';
import { ensureSecrets } from '../../server/stack/secrets';
import { familyOf, partNamed } from './processes';

const passwordOf = (dataDir: string) => ensureSecrets(`${dataDir}/secrets.json`).postgresPassword;

/** `npm run promote` on the house of that data folder. @returns what it said. */
export async function promote(dataDir: string): Promise<string> {
  const args = ['--import', 'tsx', 'scripts/promote.ts', '--data', dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect(code, said).toBe(0);
  return said;
}

/**
 * Waits until the read replica has all that was committed, and stops what sends it the log: whatever
 * is committed from here on never leaves the primary.
 */
export async function cutReplication(dataDir: string): Promise<void> {
  const url = superuserUrl({
    ...{ port: partNamed(dataDir, 'primary').port, password: passwordOf(dataDir) },
  });
  const sender = async () => {
    const sql = 'select pid, pg_current_wal_lsn() <= replay_lsn as done from pg_stat_replication';
    return (await query<{ pid: number; done: boolean }>(url, sql))[0];
  };
  await expect.poll(async () => (await sender())?.done, { timeout: 30_000 }).toBe(true);
  process.kill((await sender())?.pid ?? 0, 'SIGSTOP');
}

/** The primary hangs, with everything that it started: sessions stay open and say nothing. */
export function freezePrimary(dataDir: string): void {
  for (const pid of familyOf(partNamed(dataDir, 'primary').pid)) process.kill(pid, 'SIGSTOP');
}

/** The price of a lot in the primary's own books, as it is now. */
export async function bookedPrice(dataDir: string, lotId: number): Promise<number | null> {
  const at = { port: partNamed(dataDir, 'primary').port, password: passwordOf(dataDir) };
  const sql = `select (body ->> 'priceMinor')::float8 as "priceMinor" from lot where id = $1`;
  return (
    (await query<{ priceMinor: number | null }>(houseUrl(at), sql, [lotId]))[0]?.priceMinor ?? null
  );
}
