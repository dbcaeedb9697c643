import type { SyncRecord } from '../api/public-lot';
import type { Appetite } from './appetite';

/** What a node does with the settings: it has them of this version, and takes others. */
export interface SettingsHolder {
  version(): number;
  /** @returns false where they are no settings. */
  take(record: SyncRecord): boolean;
}

/**
 * A node's appetite with the record `config` (ANT3), which every kind of node wants and none passes
 * on: told of, fetched at least at that version and found by rounds like every other record.
 */
export function withSettings(appetite: Appetite, settings: SettingsHolder): Appetite {
  const isSettings = (key: string) => key === 'config';
  return {
    wants: (key, channel) => isSettings(key) || appetite.wants(key, channel),
    heldVersion: (key) => (isSettings(key) ? settings.version() : appetite.heldVersion(key)),
    take: (record, from) =>
      isSettings(record.key) ? settings.take(record) : appetite.take(record, from),
    compared: (watched) => appetite.compared(watched),
    watched: () => appetite.watched(),
    proven: (watched, startedAtMs) => appetite.proven(watched, startedAtMs),
    dropAll: (epoch) => appetite.dropAll(epoch),
  };
}
