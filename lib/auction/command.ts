import type { Minor } from '../shared/money';
import type { Bidder, BidKind, LotTerms } from './state';

/**
 * A bid as it reached the lane. `receivedAtMs` is the master's reading of the primary's clock
 * (TIM1).
 */
export interface PlaceBid {
  readonly kind: 'placeBid';
  /** The bidder's registration read under the lock; null is: not registered (REG1). */
  readonly bidder: Bidder | null;
  readonly userId: string;
  /** The bidder acts for the house that sells the lot (REG3). */
  readonly isHouse: boolean;
  readonly bidKind: BidKind;
  readonly amountMinor: Minor;
  /** The ask the bidder was looking at (STL1). */
  readonly seenAskMinor?: Minor | undefined;
  readonly receivedAtMs: number;
  /** How far `receivedAtMs` may be off; it only enters the ledger (TIM1). */
  readonly receivedErrorMs: number;
}

/** Opens a scheduled lot: the clock when it is due, the clerk at once. */
export interface OpenLot {
  readonly kind: 'openLot';
  readonly by: 'clock' | 'clerk';
}

/**
 * Ends an open lot as sold or passed (CLS2): the clock after the grace, the clerk at once (CLS4).
 */
export interface CloseLot {
  readonly kind: 'closeLot';
  readonly by: 'clock' | 'clerk';
}

/** Takes a lot out of the sale: no sale, whatever was bid (CLS4). By the clerk. */
export interface WithdrawLot {
  readonly kind: 'withdrawLot';
}

/** Changes what the house decided, while the lot is still scheduled (REC1). By the auctioneer. */
export interface SetTerms {
  readonly kind: 'setTerms';
  readonly terms: Partial<LotTerms>;
}

/** Gives an open lot a later close after an interruption (CLS7). By the clock. */
export interface ResumeLot {
  readonly kind: 'resumeLot';
  readonly closesAtMs: number;
}

/** What can be asked of a lot. Every one of them is decided under the lot's lock. */
export type LotCommand = PlaceBid | OpenLot | CloseLot | WithdrawLot | SetTerms | ResumeLot;
