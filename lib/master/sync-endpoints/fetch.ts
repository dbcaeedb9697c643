import type { FetchAnswer, FetchRequest } from '../../api/node-wire';
import type { SyncRecord } from '../../api/public-lot';
import { type RecordsRead, readRecords } from '../../db/sync-records-read';
import { err, ok, type Result } from '../../shared/result';
import { mergeConfig } from '../notifier/roster';
import type { Sources } from './sources';

/**
 * Answers a fetch by keys (FET1): the replica where it has what is demanded, the primary for the
 * rest. A row missing on the replica means behind; only the primary says unknown (FET5). Of a
 * record that the primary has at a lower version than demanded, what it has is sent.
 */
export async function fetchRecords(
  sources: Pick<Sources, 'primary' | 'replica' | 'replicaFirst'>,
  { epoch, wants }: FetchRequest,
): Promise<Result<FetchAnswer, { kind: 'wrong-epoch'; epoch: number }>> {
  const demands = new Map<string, number>();
  for (const { key, minVersion } of wants) {
    demands.set(key, Math.max(minVersion, demands.get(key) ?? 0));
  }
  const keys = [...demands.keys()];
  const { replicaFirst, replica, primary } = sources;
  const copy = await replicaFirst.ask(() => readRecords(replica, keys));
  const fromReplica = copy?.isReplica && copy.epoch === epoch ? good(copy, demands) : [];
  const answered = new Set(fromReplica.map((record) => record.key));
  const missing = keys.filter((key) => !answered.has(key));
  const truth = missing.length > 0 ? await readRecords(primary, missing) : null;
  if (truth && truth.epoch !== epoch) return err({ kind: 'wrong-epoch', epoch: truth.epoch });
  const fromPrimary = truth?.records ?? [];
  const known = new Set(fromPrimary.map((record) => record.key));
  return ok({
    epoch,
    records: [...fromReplica, ...fromPrimary].map(withWholeConfig),
    unknown: missing.filter((key) => !known.has(key)),
    source: { replica: fromReplica.length, primary: missing.length },
  });
}

const good = (read: RecordsRead, demands: ReadonlyMap<string, number>): SyncRecord[] =>
  read.records.filter((record) => record.version >= (demands.get(record.key) ?? 0));

/** Settings are stored as overrides; nodes get all of them (ANT3). */
const withWholeConfig = (record: SyncRecord): SyncRecord =>
  record.key === 'config' ? { ...record, body: mergeConfig(record.body) } : record;
