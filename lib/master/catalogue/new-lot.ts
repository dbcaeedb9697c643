import { LOTS_PER_CHANNEL } from '../../api/record-key';
import type { CreateLot } from '../../api/v1/lots';
import { publicLot } from '../../auction/public-lot';
import { DEFAULT_CLOSE_GRACE_MS, PLAIN_ENGLISH } from '../../auction/state';
import { newLot } from '../../auction/terms';
import type { TermsProblem } from '../../auction/terms-problem';
import type { LockedAuction } from '../../db/auction-lock';
import type { NewLotRow } from '../../db/item-insert';
import { ok, type Result } from '../../shared/result';
import { type FieldFault, refuse, type Trouble } from '../trouble';

/** Where a new lot stands in its sale: `index` counts all lots ever made there, from 0. */
export interface LotPlace {
  id: number;
  lotNumber: number;
  index: number;
  sellerId: string | null;
}

/** Which field of the request a term came from. */
const FIELDS: Partial<Record<TermsProblem['field'], string>> = {
  opensAtMs: 'opensAt',
  closesAtMs: 'closesAt',
};

const faultOf = (at: string) => (problem: TermsProblem) => ({
  pointer: `${at}/${FIELDS[problem.field] ?? problem.field}`,
  message: problem.kind,
});

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
    {
      format: 'english',
      selling: PLAIN_ENGLISH,
      startMinor: wanted.startMinor,
      reserveMinor: wanted.reserveMinor,
      ladder: sale.bands,
      opensAtMs: Date.parse(wanted.opensAt),
      closesAtMs: Date.parse(wanted.closesAt),
      softClose: sale.softClose,
      closeGraceMs: DEFAULT_CLOSE_GRACE_MS,
      staleBid: sale.staleBid,
      offLadder: 'keep',
      sellerId: place.sellerId,
    },
  );
  if (!made.ok) {
    const errors: FieldFault[] = made.error.map(faultOf(at));
    return refuse('invalid-request', { errors });
  }
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
