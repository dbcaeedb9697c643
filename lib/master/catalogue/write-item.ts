import { lotChannel } from '../../api/record-key';
import { CATALOGUE_RIGHTS } from '../../api/v1/catalogue';
import type { PatchItem } from '../../api/v1/lots';
import { insertAudit } from '../../db/audit-insert';
import { type ItemPatch, type LockedItem, updateItem } from '../../db/item-update';
import type { Queryable } from '../../db/read/queryable';
import { ok, type Result } from '../../shared/result';
import { type ChangedRecord, recordChanges } from '../record-change';
import { refuse, refuseField, type Trouble } from '../trouble';
import type { Actor } from './catalogue';

/** A catalogue entry after it was written, and what nodes are to be told after the commit. */
export interface WrittenItem {
  version: number;
  records: ChangedRecord[];
}

/** What the writer's role keeps them from changing, field by field (EDT4); null when nothing. */
export function refusedFields(actor: Actor, fields: readonly string[]): Trouble | null {
  const rights: readonly string[] = CATALOGUE_RIGHTS[actor.role].mayChange;
  const errors = fields
    .filter((field) => !rights.includes(field))
    .map((field) => ({
      pointer: `/${field}`,
      message: `a ${actor.role} may change ${rights.join(', ') || 'nothing'}`,
    }));
  return errors.length > 0 ? { kind: 'not-allowed', errors } : null;
}

/**
 * Writes fields of a catalogue entry, +1 version, with its change and its audit: the one way in which
 * entries are written. The caller's transaction holds the entry's lock and has judged its version.
 */
export async function writeItem(
  client: Queryable,
  actor: Actor,
  write: { item: LockedItem; patch: PatchItem },
): Promise<Result<WrittenItem, Trouble>> {
  const { item } = write;
  const patch = given(write.patch);
  const refused = refusedFields(actor, Object.keys(patch));
  if (refused) return refuse(refused.kind, refused);
  if (!estimateAscends(item, patch)) {
    return refuseField('/estimateHighMinor', 'must not be below estimateLowMinor');
  }
  const version = await updateItem(client, item.lotId, patch);
  const channel = lotChannel(item.auctionId, item.channel);
  const record: ChangedRecord = { key: `item:${item.lotId}`, version, channel, gone: false };
  const records = item.saleState === 'draft' ? [] : [record];
  await recordChanges(client, records);
  await insertAudit(client, {
    actorId: actor.userId,
    houseId: actor.houseId,
    action: 'patch-item',
    subject: `item:${item.lotId}`,
    detail: { fields: Object.keys(patch), version },
  });
  return ok({ version, records });
}

function estimateAscends(item: LockedItem, patch: ItemPatch): boolean {
  const low = patch.estimateLowMinor === undefined ? item.estimateLowMinor : patch.estimateLowMinor;
  const high =
    patch.estimateHighMinor === undefined ? item.estimateHighMinor : patch.estimateHighMinor;
  return low === null || high === null || low <= high;
}

/** The patch without fields that are present but undefined. */
function given(patch: PatchItem): ItemPatch {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
