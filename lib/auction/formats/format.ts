import type { Minor } from '../../shared/money';
import type { Result } from '../../shared/result';
import type { PlaceBid } from '../command';
import type { LotFact, Passed, Sold } from '../fact';
import type { Refusal } from '../refusal';
import type { Bidder, LotState } from '../state';

/** A bid of somebody who may bid, received in time: only its amount is left to judge. */
export interface AdmittedBid extends PlaceBid {
  readonly bidder: Bidder;
}

/** What the hammer gives if it falls now (CLS2). */
export type HammerResult =
  | Pick<Sold, 'kind' | 'hammerMinor' | 'paddle'>
  | Pick<Passed, 'kind' | 'reason'>;

/** What of a lot's price anyone may see (AUT1). */
export interface PublicPrice {
  readonly priceMinor: Minor | null;
  /** What a newcomer must bid at least (in a reverse lot at most); null where no amount would do. */
  readonly askMinor: Minor | null;
  readonly leaderPaddle: number | null;
  readonly reserve: 'none' | 'met' | 'not-met';
}

/**
 * The seam of the engine: what a way of selling decides. Phases, people, times and the ledger are the
 * same for all and stand outside; nothing outside asks which format a lot has.
 */
export interface Format {
  /** A bid on its merits: its facts, or why its amount will not do. Changes nothing. */
  readonly decideBid: (state: LotState, bid: AdmittedBid) => Result<readonly LotFact[], Refusal>;
  readonly hammer: (state: LotState) => HammerResult;
  readonly publicPrice: (state: LotState) => PublicPrice;
}
