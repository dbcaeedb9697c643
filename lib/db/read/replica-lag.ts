import type { ReplicaView } from '../../api/v1/operations';
import { type Queryable, rowsOf } from './queryable';

interface SenderRow {
  state: string | null;
  lag_bytes: number | null;
}

/**
 * How far the replica is behind. The primary says what it sent and what was replayed; the replica
 * says how old the newest change is that it replayed. Lag in time only counts while bytes are
 * missing: on a quiet house the newest change is old and nothing is behind.
 */
export async function replicaLag(primary: Queryable, replica: Queryable): Promise<ReplicaView> {
  const [sender, ageMs] = await Promise.all([
    senderRow(primary).catch(() => null),
    replayAgeMs(replica).catch(() => null),
  ]);
  const behind = sender?.lag_bytes ?? null;
  const reachable = ageMs !== null;
  return {
    reachable,
    state: sender?.state ?? null,
    lagBytes: behind,
    lagMs: !reachable || behind === null ? null : behind === 0 ? 0 : ageMs,
  };
}

async function senderRow(primary: Queryable): Promise<SenderRow | null> {
  const [row] = await rowsOf<SenderRow>(primary, {
    name: 'read-sender',
    text: `select state, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 as lag_bytes
      from pg_stat_replication order by replay_lsn desc nulls last limit 1`,
    values: [],
  });
  return row ?? null;
}

async function replayAgeMs(replica: Queryable): Promise<number> {
  const [row] = await rowsOf<{ age_ms: number | null }>(replica, {
    name: 'read-replay-age',
    text: `select greatest(0, extract(epoch from
        clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 as age_ms`,
    values: [],
  });
  return row?.age_ms ?? 0;
}
