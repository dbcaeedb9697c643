import type { PatchAuction } from '../../api/v1/auctions';
import { type LockedAuction, lockAuction } from '../../db/auction-lock';
import { readSaleProgress } from '../../db/auction-progress-read';
import { countUnfinishedLots, setAuctionLive } from '../../db/auction-update';
import { insertAudit } from '../../db/audit-insert';
import type { Queryable } from '../../db/read/queryable';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { lockSaleLots } from '../../db/sale-lots-lock';
import { updateSale } from '../../db/sale-update';
import { ok, type Result } from '../../shared/result';
import { type ChangedRecord, recordChanges, recordDeposit } from '../record-change';
import { refuse, type Trouble } from '../trouble';
import { type Actor, auctionRecord, type Catalogue, lotRecords, saleRecord } from './catalogue';

/** A change of a sale and the versions it was based on. */
export interface AuctionChange {
  auctionId: number;
  saleVersion: number;
  version: number;
  patch: PatchAuction;
}

type State = LockedAuction['state'];

/** From which state a sale may be moved by hand; the clock makes it live when its first lot opens. */
const FROM: Record<NonNullable<PatchAuction['state']>, readonly State[]> = {
  published: ['draft'],
  live: ['published'],
  ended: ['published', 'live'],
};

/**
 * Why the deposit may not become this one (REG4): once lots are open nobody who may bid is to be stopped by
 * another sum, so it only becomes easier; nothing of a sale that is over. Null: it may.
 */
async function depositProblem(client: Queryable, sale: LockedAuction, wanted: number | null) {
  const { depositMinor: was } = sale;
  if (wanted === was) return null;
  // What its lots say: the sale's own state follows them a moment later.
  const state = (await readSaleProgress(client, sale.id)) ?? sale.state;
  if (state === 'ended') return 'The sale has ended: its deposit stays.';
  const isEased = wanted === null || (was !== null && wanted < was);
  return state === 'live' && !isEased
    ? 'Lots of the sale are open or have been: its deposit can only become less, or none.'
    : null;
}

/** Changes a sale's texts, approval, deposit or state where nobody changed it since (If-Match). */
export async function patchAuction(
  catalogue: Catalogue,
  actor: Actor,
  change: AuctionChange,
): Promise<Result<null, Trouble>> {
  const done = await inRefusableTransaction<ChangedRecord[], Trouble>(
    catalogue.primary,
    async (client) => {
      const sale = await lockAuction(client, change.auctionId);
      if (!sale) return refuse('not-found');
      if (sale.houseId !== actor.houseId) return refuse('not-allowed');
      if (sale.version !== change.version || sale.saleVersion !== change.saleVersion) {
        return refuse('stale-version', {
          more: { current: { version: sale.version, saleVersion: sale.saleVersion } },
        });
      }
      const written = await write(client, sale, change.patch);
      if (!written.ok) return written;
      const records =
        sale.state === 'draft'
          ? await firstTold(client, sale, change.patch, written.value)
          : written.value;
      await recordChanges(client, records);
      const { depositMinor = sale.depositMinor } = change.patch;
      const concerned =
        depositMinor === sale.depositMinor ? [] : await recordDeposit(client, sale.id);
      await insertAudit(client, {
        actorId: actor.userId,
        houseId: actor.houseId,
        action: 'patch-auction',
        subject: `auction:${sale.id}`,
        detail: {
          fields: Object.keys(change.patch),
          state: change.patch.state ?? sale.state,
          ...(change.patch.depositMinor !== undefined && {
            deposit: { from: sale.depositMinor, to: change.patch.depositMinor },
          }),
        },
      });
      return ok([...records, ...concerned]);
    },
  );
  if (!done.ok) return done;
  catalogue.changed(done.value);
  return ok(null);
}

async function write(
  client: Queryable,
  sale: LockedAuction,
  patch: PatchAuction,
): Promise<Result<ChangedRecord[], Trouble>> {
  const { state, ...texts } = patch;
  const records: ChangedRecord[] = [];
  if (texts.depositMinor !== undefined) {
    const detail = await depositProblem(client, sale, texts.depositMinor);
    if (detail) return refuse('wrong-state', { rule: 'REG4', detail });
  }
  if (state !== undefined && state !== sale.state) {
    if (!FROM[state].includes(sale.state)) {
      return refuse('wrong-state', { detail: `A sale that is ${sale.state} cannot be ${state}.` });
    }
    const unfinished = state === 'ended' ? await countUnfinishedLots(client, sale.id) : 0;
    if (unfinished > 0) {
      return refuse('wrong-state', { detail: `${unfinished} lots of the sale are not final yet.` });
    }
    const { version } = await setAuctionLive(client, sale.id, { state });
    records.push(auctionRecord(sale.id, version));
  }
  if (Object.keys(texts).length > 0) {
    records.push(saleRecord(sale.id, await updateSale(client, sale.id, texts)));
  }
  return ok(records);
}

/** What nodes are told of a draft that was changed: nothing, or all of it once it is published (DRF1). */
async function firstTold(
  client: Queryable,
  sale: LockedAuction,
  patch: PatchAuction,
  written: readonly ChangedRecord[],
): Promise<ChangedRecord[]> {
  if (patch.state !== 'published') return [];
  const lots = await lockSaleLots(client, sale.id);
  const unwritten = written.some(({ key }) => key === `sale:${sale.id}`)
    ? []
    : [saleRecord(sale.id, sale.saleVersion)];
  return [...written, ...unwritten, ...lots.flatMap((lot) => lotRecords(sale.id, lot))];
}
