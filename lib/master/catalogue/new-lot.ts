import { LOTS_PER_CHANNEL } from '../../api/record-key';
import type { CreateLot } from '../../api/v1/lots';
import { formatOf } from '../../auction/formats/formats';
import { publicLot } from '../../auction/public-lot';
import { DEFAULT_CLOSE_GRACE_MS, type LotTerms } from '../../auction/state';
import { newLot } from '../../auction/terms/terms';
import type { LockedAuction } from '../../db/auction-lock';
import type { NewLotRow } from '../../db/item-insert';
import { ok, type Result } from '../../shared/result';
import { refuse, type Trouble } from '../trouble';
import { termsFaults } from './terms-faults';

/** Where a new lot stands in its sale: `index` counts all lots ever made there, from 0. */
export interface LotPlace {
  id: number;
  lotNumber: number;
  index: number;
  sellerId: string | null;
}

/**
 * The terms of a lot of this sale. Its soft close is for lots that can have one; a close that is not said
 * follows from the other terms.
 */
function termsOf(sale: LockedAuction, wanted: CreateLot, sellerId: string | null): LotTerms {
  const { format, ...selling } = wanted.selling;
  const opensAtMs = Date.parse(wanted.opensAt);
  const terms: LotTerms = {
    format,
    selling,
    startMinor: wanted.startMinor,
    reserveMinor: wanted.reserveMinor,
    ladder: sale.bands,
    opensAtMs,
    closesAtMs: wanted.closesAt === undefined ? opensAtMs : Date.parse(wanted.closesAt),
    softClose: sale.softClose,
    closeGraceMs: DEFAULT_CLOSE_GRACE_MS,
    staleBid: sale.staleBid,
    offLadder: 'keep',
    sellerId,
  };
  const { problems, opening } = formatOf(terms);
  const isWithout = problems(terms).some(
    ({ field, kind }) => field === 'softClose' && kind === 'not-in-this-format',
  );
  const fitting = isWithout ? { ...terms, softClose: null } : terms;
  if (wanted.closesAt !== undefined) return fitting;
  return { ...fitting, closesAtMs: opening(fitting, opensAtMs).closesAtMs };
}

/** A scheduled lot of a sale, ready to be stored. `at` is where it stands in the request. */
export function newLotRow(
  sale: LockedAuction,
  place: LotPlace,
  wanted: CreateLot,
  at: string,
): Result<NewLotRow, Trouble> {
  const channel = Math.floor(place.index / LOTS_PER_CHANNEL);
  const made = newLot(
    {
      lotId: place.id,
      auctionId: sale.id,
      channel,
      lotNumber: place.lotNumber,
      currency: sale.currency,
    },
    termsOf(sale, wanted, place.sellerId),
  );
  if (!made.ok) return refuse('invalid-request', { errors: termsFaults(made.error, at) });
  const empty = { en: '', zh: '' };
  return ok({
    id: place.id,
    lotNumber: place.lotNumber,
    channel,
    phase: made.value.phase,
    opensAtMs: made.value.opensAtMs,
    closesAtMs: made.value.closesAtMs,
    state: made.value,
    body: publicLot(made.value),
    title: wanted.title,
    description: wanted.description ?? empty,
    condition: wanted.condition ?? empty,
    notice: wanted.notice ?? empty,
    estimateLowMinor: wanted.estimateLowMinor ?? null,
    estimateHighMinor: wanted.estimateHighMinor ?? null,
    pictures: wanted.pictures,
    clientKey: wanted.clientKey?.toLowerCase() ?? null,
  });
}
