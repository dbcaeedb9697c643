import { exposureIn } from '../../auction/bids/exposure';
import type { LotState } from '../../auction/state';
import { insertAudit } from '../../db/audit-insert';
import { lockLots } from '../../db/lot-lock';
import { deletePayments, insertPayments } from '../../db/lot-payment-write';
import { buyerById } from '../../db/read/buyers';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { ok, type Result } from '../../shared/result';
import type { Actor, Catalogue } from '../catalogue/catalogue';
import { refuse, refuseField, type Trouble } from '../trouble';

/**
 * What a buyer paid, as whoever keeps the money reports it: somebody of the house, or the adapter of a
 * payment provider with a key of the house. The house moves no money; this is all it hears of it.
 */
export interface PaymentReport {
  readonly registrationId: number;
  readonly lotIds: readonly number[];
  /** False: they have not after all. */
  readonly isPaid: boolean;
  /** What names the payment where the money is; it stands in the audit. */
  readonly reference: string;
}

/**
 * Notes that a buyer paid for lots they won, all or none (PAY1). Under the lots' locks, as a reopening is:
 * what is paid stays sold (CLS3).
 */
export async function setPayments(
  { primary }: Catalogue,
  actor: Actor,
  { registrationId, lotIds, isPaid, reference }: PaymentReport,
): Promise<Result<{ readonly registrationId: number }, Trouble>> {
  if (!isPaid && actor.role === 'clerk') return refuse('not-allowed');
  return inRefusableTransaction<{ readonly registrationId: number }, Trouble>(
    primary,
    async (client) => {
      const lots = await lockLots(client, lotIds);
      const buyer = await buyerById(client, registrationId);
      if (buyer?.houseId !== actor.houseId) return refuse('not-found');
      const states = new Map(lots.map(({ id, state }) => [id, state as LotState]));
      const notTheirs = lotIds.findIndex((id) => {
        const state = states.get(id);
        const isWon = state?.phase === 'sold' && state.auctionId === buyer.auctionId;
        return !isWon || !exposureIn(state).get(registrationId);
      });
      if (notTheirs >= 0) return refuseField(`/lots/${notTheirs}`, 'must be a lot that they won');
      const payment = { registrationId, lotIds };
      const changed = isPaid
        ? await insertPayments(client, payment)
        : await deletePayments(client, payment);
      if (changed.length > 0) {
        await insertAudit(client, {
          actorId: actor.userId,
          houseId: actor.houseId,
          action: isPaid ? 'note-payment' : 'take-payment-back',
          subject: `reg:${registrationId}`,
          detail: { lots: changed, reference },
        });
      }
      return ok({ registrationId });
    },
  );
}
