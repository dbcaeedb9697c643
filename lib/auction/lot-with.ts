import type { FormatName, LotOf, LotProgress } from './state';

/** What bids, the clock and the clerk change of a lot. */
type LotChange<F extends FormatName> = Partial<
  LotProgress & Pick<LotOf<F>, 'book' | 'opensAtMs' | 'closesAtMs'>
>;

/**
 * The lot further on. Field by field, for this is done twice a bid: a spread of so many fields with
 * others after it takes twenty times as long (docs/MEASUREMENTS.md).
 */
export function lotWith<F extends FormatName>(state: LotOf<F>, change: LotChange<F>): LotOf<F> {
  const {
    opensAtMs = state.opensAtMs,
    closesAtMs = state.closesAtMs,
    phase = state.phase,
    absentees = state.absentees,
    book = state.book,
    bidCount = state.bidCount,
    extensions = state.extensions,
    endedBy = state.endedBy,
    endedAtMs = state.endedAtMs,
    version = state.version,
    entry = state.entry,
    decidedAtMs = state.decidedAtMs,
  } = change;
  const next = {
    lotId: state.lotId,
    auctionId: state.auctionId,
    channel: state.channel,
    lotNumber: state.lotNumber,
    currency: state.currency,
    format: state.format,
    selling: state.selling,
    startMinor: state.startMinor,
    reserveMinor: state.reserveMinor,
    ladder: state.ladder,
    opensAtMs,
    closesAtMs,
    softClose: state.softClose,
    closeGraceMs: state.closeGraceMs,
    staleBid: state.staleBid,
    offLadder: state.offLadder,
    sellerId: state.sellerId,
    phase,
    absentees,
    book,
    bidCount,
    extensions,
    endedBy,
    endedAtMs,
    version,
    entry,
    decidedAtMs,
    // A field that may be left out is not to be forgotten here.
  } satisfies Record<keyof LotOf<F>, unknown>;
  // A lot keeps its format for life (FMT1).
  return next as LotOf<F>;
}
