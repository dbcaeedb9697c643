import type pg from 'pg';
import {
  configConflicts,
  type LiveConfig,
  type LiveConfigPatch,
  liveConfig,
} from '../../api/live-config';
import { insertAudit } from '../../db/audit-insert';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { lockSettings, writeSettings } from '../../db/setting-update';
import { ok, type Result } from '../../shared/result';
import { fieldFaults } from '../http/field-faults';
import { type ChangedRecord, recordChanges } from '../record-change';
import { refuse, type Trouble } from '../trouble';

/** A change of some settings. */
export interface ConfigChange {
  /** Who changes them; `userId` null for who works on the database itself. */
  actor: { userId: string | null; houseId: number };
  /** The version it is based on (If-Match); null changes whatever there is. */
  version: number | null;
  patch: LiveConfigPatch;
}

/**
 * Changes settings (ANT3): version, row in `change` and audit in one transaction. The caller tells
 * nodes of the record after it; masters that only read of it tell theirs too.
 */
export function patchConfig(
  primary: pg.Pool,
  { actor, version, patch }: ConfigChange,
): Promise<Result<ChangedRecord, Trouble>> {
  return inRefusableTransaction<ChangedRecord, Trouble>(primary, async (client) => {
    const stored = await lockSettings(client);
    if (version !== null && version !== stored.version) {
      return refuse('stale-version', { more: { current: { version: stored.version } } });
    }
    const body = { ...stored.body, ...given(patch) };
    const checked = check(body);
    if (!checked.ok) return checked;
    const record: ChangedRecord = {
      key: 'config',
      version: await writeSettings(client, body),
      channel: 'config',
      gone: false,
    };
    await recordChanges(client, [record]);
    await insertAudit(client, {
      actorId: actor.userId,
      houseId: actor.houseId,
      action: 'set-config',
      subject: 'config',
      detail: { ...given(patch), version: record.version },
    });
    return ok(record);
  });
}

function check(body: Record<string, unknown>): Result<LiveConfig, Trouble> {
  const parsed = liveConfig.safeParse(body);
  if (!parsed.success) {
    return refuse('invalid-request', { errors: fieldFaults(parsed.error) });
  }
  const conflicts = configConflicts(parsed.data);
  if (conflicts.length === 0) return ok(parsed.data);
  return refuse('invalid-request', {
    detail: conflicts.map(({ setting, message }) => `${setting} ${message}`).join('; '),
    errors: conflicts.map(({ setting, message }) => ({ pointer: `/${setting}`, message })),
  });
}

/** The patch without settings that are present but undefined. */
const given = (patch: LiveConfigPatch): Record<string, unknown> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
