import type { Minor } from '../shared/money';
import { hasEnded } from './phases';
import { askOf, reserveStatus } from './price';
import type { LotPhase, LotState } from './state';

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
  readonly format: 'english';
  readonly state: LotPhase;
  readonly currency: string;
  readonly priceMinor: Minor | null;
  /** Null when no bid is taken any more. */
  readonly askMinor: Minor | null;
  readonly bidCount: number;
  readonly leaderPaddle: number | null;
  readonly reserve: 'none' | 'met' | 'not-met';
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  readonly extensions: number;
}

/** The public body of a lot. It changes exactly when `version` does (VER1). */
export const publicLot = (state: LotState): PublicLot => ({
  id: state.lotId,
  auctionId: state.auctionId,
  channel: state.channel,
  version: state.version,
  lotNumber: state.lotNumber,
  format: 'english',
  state: state.phase,
  currency: state.currency,
  priceMinor: state.priceMinor,
  askMinor: hasEnded(state.phase) ? null : askOf(state),
  bidCount: state.bidCount,
  leaderPaddle: state.leader?.paddle ?? null,
  reserve: reserveStatus(state),
  opensAtMs: state.opensAtMs,
  closesAtMs: state.closesAtMs,
  extensions: state.extensions,
});
