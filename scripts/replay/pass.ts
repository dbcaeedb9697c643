import { type LotOutcome, needsReserve } from './outcome';
import type { RecordedLot } from './plan';

/** A recorded lot and the reserve it is run with. */
export interface LotToRun {
  readonly recorded: RecordedLot;
  readonly reserveMinor: number | null;
}

/** How one lot ended. */
export interface PassResult {
  readonly recorded: RecordedLot;
  /** The price at the close; null when nobody's bid stood. */
  readonly priceMinor: number | null;
  readonly sold: boolean;
  /** Bids that a rule refused. */
  readonly refused: number;
}

/** Bids and closes lots, through the house or through the engine; a result for each, in order. */
export type RunPass = (
  lots: readonly LotToRun[],
  pass: 'without-reserve' | 'with-reserve',
) => Promise<readonly PassResult[]>;

/**
 * Runs every lot without a reserve, and those that were recorded above what came of it once more,
 * with the recorded price as their reserve.
 */
export async function replayLots(
  lots: readonly RecordedLot[],
  runPass: RunPass,
): Promise<LotOutcome[]> {
  const first = await runPass(
    lots.map((recorded) => ({ recorded, reserveMinor: null })),
    'without-reserve',
  );
  const below = first
    .filter(({ recorded, priceMinor }) =>
      needsReserve({ finalMinor: recorded.finalMinor, computedMinor: priceMinor }),
    )
    .map(({ recorded }) => ({ recorded, reserveMinor: recorded.finalMinor }));
  const second = below.length > 0 ? await runPass(below, 'with-reserve') : [];
  const again = new Map(second.map((result) => [result.recorded.auctionId, result]));
  return first.map(({ recorded, priceMinor, refused }) => {
    const reserve = again.get(recorded.auctionId);
    return {
      auctionId: recorded.auctionId,
      finalMinor: recorded.finalMinor,
      computedMinor: priceMinor,
      withReserve: reserve ? { priceMinor: reserve.priceMinor, sold: reserve.sold } : null,
      refused,
    };
  });
}
