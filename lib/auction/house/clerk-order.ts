import type { Minor } from '../../shared/money';
import type { Bidder } from '../state';

/** What the clerk saw of the lot when they decided: the hammer falls on that or on nothing (LIV1). */
export interface SeenLot {
  readonly version: number;
  /** Null where the room led, or nobody. */
  readonly paddle: number | null;
  readonly priceMinor: Minor | null;
}

/** "Fair warning": the lot is about to go. */
export interface GiveFairWarning {
  readonly kind: 'giveFairWarning';
}

/** The last call before the hammer. */
export interface GiveFinalCall {
  readonly kind: 'giveFinalCall';
}

/** Takes no bids for a while: a dispute, a line that is down. */
export interface Hold {
  readonly kind: 'hold';
}

/** Goes on with a lot on hold, from the block: who was warned before is warned again. */
export interface Resume {
  readonly kind: 'resume';
}

/** Lets the hammer fall for who leads, at the price. */
export interface Sell {
  readonly kind: 'sell';
  readonly seen: SeenLot;
  /** Who of the room it was, by registration read under the lock; null where a paddle leads. */
  readonly buyer: Bidder | null;
}

/** Ends the lot without a sale. */
export interface Pass {
  readonly kind: 'pass';
  readonly seenVersion: number;
}

/** A bid somebody in the saleroom made, at an amount. */
export interface TakeFloorBid {
  readonly kind: 'takeFloorBid';
  readonly amountMinor: Minor;
  /** Whose paddle was raised, by registration read under the lock; null is "the room". */
  readonly bidder: Bidder | null;
}

/** Reverses the last step that was not undone. */
export interface Undo {
  readonly kind: 'undo';
  readonly seenVersion: number;
}

/** Asks for steps of this size from the next bid on (INC2). */
export interface SetIncrement {
  readonly kind: 'setIncrement';
  /** Null: as the ladder says. */
  readonly stepMinor: Minor | null;
}

/** What the clerk of a live sale says of the lot on the block (LIV1). */
export type ClerkOrder =
  | GiveFairWarning
  | GiveFinalCall
  | Hold
  | Resume
  | Sell
  | Pass
  | TakeFloorBid
  | Undo
  | SetIncrement;
