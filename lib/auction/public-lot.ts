import type { Minor } from '../shared/money';
import type { FallingPrice, PublicSaleroom, PublicUnits } from './formats/format';
import { formatOf } from './formats/formats';
import { hasEnded } from './phases';
import type { FormatName, LotPhase, LotState } from './state';

/**
 * All that anyone may see of a lot's bidding: the body of record `lot:42` and of the `lots` frame.
 * Never a maximum, a reserve's amount, a name or a user id (AUT1, RES1).
 */
export interface PublicLot {
  readonly id: number;
  readonly auctionId: number;
  readonly channel: number;
  readonly version: number;
  readonly lotNumber: number;
  readonly format: FormatName;
  readonly state: LotPhase;
  readonly currency: string;
  readonly priceMinor: Minor | null;
  /** Null when no bid is taken any more. */
  readonly askMinor: Minor | null;
  readonly bidCount: number;
  readonly leaderPaddle: number | null;
  readonly reserve: 'none' | 'met' | 'not-met';
  /** Only in formats of several units. */
  readonly units?: PublicUnits;
  /** Only in Dutch lots: what pages compute the price of now from. */
  readonly falling?: FallingPrice;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  readonly extensions: number;
  readonly saleroom?: PublicSaleroom;
  /** What it can be bought for at once (BUY1); missing where that is not on offer. */
  readonly buyNowMinor?: Minor;
}

/** The public body of a lot. It changes exactly when `version` does (VER1). */
export function publicLot(state: LotState): PublicLot {
  const { askMinor, buyNowMinor, ...price } = formatOf(state).publicPrice(state);
  const isOver = hasEnded(state.phase);
  return {
    id: state.lotId,
    auctionId: state.auctionId,
    channel: state.channel,
    version: state.version,
    lotNumber: state.lotNumber,
    format: state.format,
    state: state.phase,
    currency: state.currency,
    ...price,
    askMinor: isOver ? null : askMinor,
    opensAtMs: state.opensAtMs,
    closesAtMs: state.closesAtMs,
    extensions: state.extensions,
    ...(buyNowMinor !== undefined && !isOver && { buyNowMinor }),
  };
}
