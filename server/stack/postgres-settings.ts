/** What one PostgreSQL server of the house is given; the rest of its settings are the same for all. */
export interface ServerSettings {
  port: number;
  /** Megabytes of shared buffers. */
  sharedBuffersMb: number;
  maxConnections: number;
  /** Whether commits may wait for the standby: those that ask for it do (DUR1). */
  isSynchronous: boolean;
  /** Where a standby streams from; null for the primary. */
  streamsFrom: { port: number; password: string } | null;
}

/** Accounts inside PostgreSQL: the superuser, the house's own, and the standby's. */
export const ROLES = { superuser: 'postgres', house: 'lotcast', replication: 'lotcast_replica' };

/** The physical slot that keeps the primary's log until the replica has it, and the replica's name. */
export const REPLICA_SLOT = 'lotcast_replica';

/** The house's database. */
export const DATABASE = 'lotcast';

/**
 * The file that `postgresql.conf` includes first, so that ALTER SYSTEM can still change what an
 * operator wants changed. It holds a password on a standby: write it 0600. A standby's limits must
 * be at least the primary's, hence one list.
 */
export function settingsFile(settings: ServerSettings): string {
  const lines: [string, string | number][] = [
    ['listen_addresses', '127.0.0.1'],
    ['port', settings.port],
    ['unix_socket_directories', ''],
    ['max_connections', settings.maxConnections],
    ['shared_buffers', `${settings.sharedBuffersMb}MB`],
    ['password_encryption', 'scram-sha-256'],
    ['fsync', 'on'],
    // What must be in the standby's hands too says so itself (DUR1); nothing else waits for it.
    ['synchronous_commit', 'local'],
    ['synchronous_standby_names', settings.isSynchronous ? REPLICA_SLOT : ''],
    ['full_page_writes', 'on'],
    ['wal_level', 'replica'],
    ['max_wal_senders', 10],
    ['max_replication_slots', 8],
    // A replica that stays away may not fill the primary's disk; past this it is built anew.
    ['max_slot_wal_keep_size', '512MB'],
    ['max_wal_size', '512MB'],
    ['hot_standby', 'on'],
    ['hot_standby_feedback', 'on'],
    // 5 s by default: with 200 ms a replica is back, and can be promoted, at once.
    ['wal_retrieve_retry_interval', '200ms'],
    ['wal_receiver_timeout', '10s'],
    ['wal_sender_timeout', '10s'],
    ['timezone', 'UTC'],
    ['log_timezone', 'UTC'],
    ['log_line_prefix', '%m [%p] %q%a '],
    ['log_checkpoints', 'off'],
    ['logging_collector', 'off'],
    ['cluster_name', settings.streamsFrom ? 'lotcast replica' : 'lotcast primary'],
  ];
  if (settings.streamsFrom) {
    const { port, password } = settings.streamsFrom;
    const from = `host=127.0.0.1 port=${port} user=${ROLES.replication} password=${password} application_name=${REPLICA_SLOT}`;
    lines.push(['primary_conninfo', from], ['primary_slot_name', REPLICA_SLOT]);
  }
  const text = lines.map(([name, value]) => `${name} = ${quote(value)}`).join('\n');
  return `# Written at every start; change settings with ALTER SYSTEM.\n${text}\n`;
}

function quote(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** A connection string for one of the accounts. */
export function databaseUrl(to: {
  port: number;
  user: string;
  password: string;
  database: string;
}): string {
  return `postgresql://${to.user}:${encodeURIComponent(to.password)}@127.0.0.1:${to.port}/${to.database}`;
}
