import { insertAudit } from '../../db/audit-insert';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { insertRegistration, saleForRegistering } from '../../db/registration-insert';
import { ok, type Result } from '../../shared/result';
import type { Catalogue } from '../catalogue/catalogue';
import { type ChangedRecord, recordStandings } from '../record-change';
import { refuse, type Trouble } from '../trouble';

/** Who wants to bid where, and the terms they were shown. */
export interface RegisterWanted {
  auctionId: number;
  userId: string;
  termsVersion: number;
}

/**
 * Registers a person for a sale (REG1): a paddle of that sale, the terms they accepted, approved at
 * once unless the sale says `manual`.
 */
export async function register(
  catalogue: Catalogue,
  wanted: RegisterWanted,
): Promise<Result<null, Trouble>> {
  const { auctionId, userId, termsVersion } = wanted;
  const done = await inRefusableTransaction<ChangedRecord[], Trouble>(
    catalogue.primary,
    async (client) => {
      const sale = await saleForRegistering(client, auctionId);
      if (!sale || sale.state === 'draft') return refuse('not-found');
      if (sale.state === 'ended') return refuse('wrong-state', { detail: 'The sale has ended.' });
      if (sale.termsVersion !== termsVersion) {
        return refuse('old-terms', { more: { current: { termsVersion: sale.termsVersion } } });
      }
      const status = sale.approval === 'auto' ? 'approved' : 'pending';
      const made = await insertRegistration(client, { auctionId, userId, status, termsVersion });
      if (!made) return refuse('already-registered');
      const records = await recordStandings(client, [{ id: made.id, version: 1 }]);
      await insertAudit(client, {
        actorId: userId,
        houseId: null,
        action: 'register',
        subject: `reg:${made.id}`,
        detail: { auctionId, status, termsVersion, paddle: made.paddle },
      });
      return ok(records);
    },
  );
  if (!done.ok) return done;
  catalogue.changed(done.value);
  return ok(null);
}
