import { lotChannel } from '../../api/record-key';
import type { PatchItem } from '../../api/v1/lots';
import { insertAudit } from '../../db/audit-insert';
import { type ItemPatch, type LockedItem, lockItem, updateItem } from '../../db/item-update';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { ok, type Result } from '../../shared/result';
import { type ChangedRecord, recordChanges } from '../record-change';
import { refuse, refuseField, type Trouble } from '../trouble';
import type { Actor, Catalogue } from './catalogue';

/** Changes a catalogue entry where nobody changed it since `version` (If-Match); never bid state. */
export async function patchItem(
  catalogue: Catalogue,
  actor: Actor,
  change: { lotId: number; version: number; patch: PatchItem },
): Promise<Result<null, Trouble>> {
  const { lotId, patch } = change;
  const done = await inRefusableTransaction<ChangedRecord[], Trouble>(
    catalogue.primary,
    async (client) => {
      const item = await lockItem(client, lotId);
      if (!item) return refuse('not-found');
      if (item.houseId !== actor.houseId) return refuse('not-allowed');
      if (item.version !== change.version) {
        return refuse('stale-version', { more: { current: { version: item.version } } });
      }
      if (!estimateAscends(item, patch)) {
        return refuseField('/estimateHighMinor', 'must not be below estimateLowMinor');
      }
      const version = await updateItem(client, lotId, given(patch));
      const channel = lotChannel(item.auctionId, item.channel);
      const record: ChangedRecord = { key: `item:${lotId}`, version, channel, gone: false };
      const records = item.saleState === 'draft' ? [] : [record];
      await recordChanges(client, records);
      await insertAudit(client, {
        actorId: actor.userId,
        houseId: actor.houseId,
        action: 'patch-item',
        subject: `item:${lotId}`,
        detail: { fields: Object.keys(patch), version },
      });
      return ok(records);
    },
  );
  if (!done.ok) return done;
  catalogue.changed(done.value);
  return ok(null);
}

function estimateAscends(item: LockedItem, patch: PatchItem): boolean {
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
