import type { PatchItem } from '../../api/v1/lots';
import { lockItem } from '../../db/item-update';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { ok, type Result } from '../../shared/result';
import { refuse, type Trouble } from '../trouble';
import type { Actor, Catalogue } from './catalogue';
import { type WrittenItem, writeItem } from './write-item';

/** Changes a catalogue entry where nobody changed it since `version` (If-Match); never bid state. */
export async function patchItem(
  catalogue: Catalogue,
  actor: Actor,
  change: { lotId: number; version: number; patch: PatchItem },
): Promise<Result<null, Trouble>> {
  const done = await inRefusableTransaction<WrittenItem, Trouble>(
    catalogue.primary,
    async (client) => {
      const item = await lockItem(client, change.lotId);
      if (!item) return refuse('not-found');
      if (item.houseId !== actor.houseId) return refuse('not-allowed');
      if (item.version !== change.version) {
        return refuse('stale-version', { more: { current: { version: item.version } } });
      }
      return writeItem(client, actor, { item, patch: change.patch });
    },
  );
  if (!done.ok) return done;
  catalogue.changed(done.value.records);
  return ok(null);
}
