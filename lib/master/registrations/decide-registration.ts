import { insertAudit } from '../../db/audit-insert';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import {
  lockRegistration,
  type RegistrationStatus,
  setRegistrationStatus,
} from '../../db/registration-decide';
import { ok, type Result } from '../../shared/result';
import type { Actor, Catalogue } from '../catalogue/catalogue';
import { type ChangedRecord, recordStandings } from '../record-change';
import { refuse, type Trouble } from '../trouble';

/** Whose registration it turned out to be. */
export interface DecidedRegistration {
  auctionId: number;
  userId: string;
}

/** Approves, declines or suspends a bidder; it holds for the next bid that is decided (REG1). */
export async function decideRegistration(
  catalogue: Catalogue,
  actor: Actor,
  wanted: { registrationId: number; status: RegistrationStatus },
): Promise<Result<DecidedRegistration, Trouble>> {
  const { registrationId: id, status } = wanted;
  const done = await inRefusableTransaction<
    DecidedRegistration & { records: ChangedRecord[] },
    Trouble
  >(catalogue.primary, async (client) => {
    const known = await lockRegistration(client, id);
    if (!known) return refuse('not-found');
    if (known.houseId !== actor.houseId) return refuse('not-allowed');
    const { auctionId, userId } = known;
    if (known.status === status) return ok({ auctionId, userId, records: [] });
    const version = await setRegistrationStatus(client, {
      registrationId: id,
      status,
      decidedBy: actor.userId,
    });
    const records = await recordStandings(client, [{ id, version }]);
    await insertAudit(client, {
      actorId: actor.userId,
      houseId: actor.houseId,
      action: 'decide-registration',
      subject: `reg:${id}`,
      detail: { from: known.status, to: status },
    });
    return ok({ auctionId, userId, records });
  });
  if (!done.ok) return done;
  if (done.value.records.length > 0) catalogue.changed(done.value.records);
  return ok({ auctionId: done.value.auctionId, userId: done.value.userId });
}
