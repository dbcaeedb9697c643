import { existsSync } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Account } from './account';
import type { Child } from './child';
import { giveTo, query, type ServerPlace, startServer, superuserUrl } from './postgres';
import { REPLICA_SLOT, type ServerSettings } from './postgres-settings';
import { folderTrouble, oneLine, Trouble } from './trouble';
import { waitUntil } from './wait';

/** What a standby needs of its primary. */
export interface PrimaryAddress {
  dataDir: string;
  port: number;
  password: string;
}

/** Never copied: what belongs to the running primary alone, or is made anew at start. */
const NOT_COPIED = new Set(['postmaster.pid', 'postmaster.opts', 'pg_internal.init']);
const EMPTIED = new Set([
  ...['pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp'],
  ...['pg_subtrans', 'pg_wal/archive_status', 'pg_wal/summaries'],
]);

/**
 * Starts the standby and waits until it streams. It is built from an online backup when there is
 * none, when its slot is gone or lost its log, and when it cannot follow (an older standby of
 * another primary, a damaged copy).
 * @throws Trouble when even a fresh copy does not stream.
 */
export async function startReplica(
  place: ServerPlace,
  settings: Omit<ServerSettings, 'streamsFrom'>,
  primary: PrimaryAddress,
): Promise<{ child: Child; rebuilt: boolean }> {
  const follow = async () => {
    const streamsFrom = { port: primary.port, password: primary.password };
    const child = await startServer(place, {
      ...settings,
      streamsFrom,
      password: primary.password,
    });
    if (await streams(child, primary, settings.port)) return child;
    await child.stop();
    throw new Trouble(`The read replica does not follow the primary: ${child.lastWords()}`);
  };
  if (await canFollow(place, primary)) {
    try {
      return { child: await follow(), rebuilt: false };
    } catch (error) {
      // A primary that went away meanwhile is not the copy's fault; only a Trouble of the copy is.
      if (!(error instanceof Trouble)) throw error;
    }
  }
  await copyPrimary(place, primary);
  return { child: await follow(), rebuilt: true };
}

async function canFollow(place: ServerPlace, primary: PrimaryAddress): Promise<boolean> {
  if (!existsSync(path.join(place.dataDir, 'standby.signal'))) return false;
  return (await slotState(primary)) === 'usable';
}

/** Whether the primary still holds all the log that the replica lacks. */
export async function slotState(primary: {
  port: number;
  password: string;
}): Promise<'usable' | 'lost' | 'missing'> {
  const rows = await query<{ wal_status: string | null }>(
    superuserUrl(primary),
    'select wal_status from pg_replication_slots where slot_name = $1',
    [REPLICA_SLOT],
  );
  if (!rows[0]) return 'missing';
  return rows[0].wal_status === 'lost' ? 'lost' : 'usable';
}

async function streams(child: Child, primary: PrimaryAddress, port: number): Promise<boolean> {
  const url = superuserUrl({ port, password: primary.password });
  const sql = `select 1 from pg_stat_wal_receiver where status = 'streaming'`;
  const streaming = async () =>
    child.hasExited() ? 'ended' : (await query(url, sql).catch(() => [])).length > 0 && 'streaming';
  return (await waitUntil(streaming, { deadlineMs: 20_000 })) === 'streaming';
}

/** An online base backup: the primary goes on serving while its files are copied. */
async function copyPrimary(place: ServerPlace, primary: PrimaryAddress): Promise<void> {
  const fresh = `${place.dataDir}.new`;
  const client = new pg.Client({ connectionString: superuserUrl(primary) });
  client.on('error', () => {});
  await client.connect();
  try {
    await rm(fresh, { recursive: true, force: true });
    await rm(place.dataDir, { recursive: true, force: true });
    await ensureSlot(client);
    await client.query(`select pg_backup_start('${REPLICA_SLOT}', true)`);
    await copyFolder({ from: primary.dataDir, to: fresh, within: '', account: place.account });
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    );
    const label = path.join(fresh, 'backup_label');
    const signal = path.join(fresh, 'standby.signal');
    await writeFile(label, rows[0]?.labelfile ?? '', { mode: 0o600 });
    await writeFile(signal, '', { mode: 0o600 });
    giveTo(place.account, label, signal);
    await rename(fresh, place.dataDir);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    const trouble = folderTrouble(error, path.dirname(place.dataDir));
    throw trouble ?? new Trouble(`The read replica cannot be copied: ${oneLine(error)}`);
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureSlot(client: pg.Client): Promise<void> {
  await client.query(
    `select pg_drop_replication_slot(slot_name) from pg_replication_slots
      where slot_name = $1 and wal_status = 'lost'`,
    [REPLICA_SLOT],
  );
  await client.query(
    `select pg_create_physical_replication_slot($1, true)
      where not exists (select 1 from pg_replication_slots where slot_name = $1)`,
    [REPLICA_SLOT],
  );
}

interface Copy {
  from: string;
  to: string;
  /** The path below the data directory, '' at its top. */
  within: string;
  account: Account | null;
}

async function copyFolder(copy: Copy): Promise<void> {
  await mkdir(copy.to, { mode: 0o700 });
  giveTo(copy.account, copy.to);
  if (EMPTIED.has(copy.within)) return;
  for (const entry of await readdir(copy.from, { withFileTypes: true })) {
    if (NOT_COPIED.has(entry.name) || /^pgsql_tmp/.test(entry.name)) continue;
    const from = path.join(copy.from, entry.name);
    const to = path.join(copy.to, entry.name);
    if (entry.isDirectory()) {
      const within = path.posix.join(copy.within, entry.name);
      await copyFolder({ from, to, within, account: copy.account });
    } else if (copy.within !== 'pg_wal') {
      await copyEntry(from, to, copy.account);
    }
  }
}

/** Files may vanish under an online backup (a dropped table); the log makes good for them. */
async function copyEntry(from: string, to: string, account: Account | null): Promise<void> {
  try {
    if ((await lstat(from)).isSymbolicLink()) await symlink(await readlink(from), to);
    else await copyFile(from, to);
    giveTo(account, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
}
