import type { CreateAuction } from '../../api/v1/auctions';
import { insertAuction } from '../../db/auction-insert';
import { setAuctionLive } from '../../db/auction-update';
import { insertAudit } from '../../db/audit-insert';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { ok, type Result } from '../../shared/result';
import type { Trouble } from '../trouble';
import type { Actor, Catalogue } from './catalogue';
import { newAuction } from './new-auction';

/** Makes a draft sale of the actor's house, which nodes are not told of (DRF1). @returns its id. */
export async function createAuction(
  catalogue: Catalogue,
  actor: Actor,
  wanted: CreateAuction,
): Promise<Result<number, Trouble>> {
  const sale = newAuction(wanted, actor);
  if (!sale.ok) return sale;
  return inRefusableTransaction<number, Trouble>(catalogue.primary, async (client) => {
    const id = await insertAuction(client, sale.value);
    await setAuctionLive(client, id, { keepVersion: true });
    await insertAudit(client, {
      actorId: actor.userId,
      houseId: actor.houseId,
      action: 'create-auction',
      subject: `auction:${id}`,
      detail: { currency: sale.value.currency },
    });
    return ok(id);
  });
}
