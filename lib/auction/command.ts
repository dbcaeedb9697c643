import type { Minor } from '../shared/money';
import type { ClerkOrder } from './house/clerk-order';
import type { AbsenteeBid, Bidder, BidKind, HouseRole, LotTerms } from './state';
import type { Ladder } from './terms/ladder';

/**
 * What a bidder asks of a lot, as it reached the lane. `receivedAtMs` is the master's reading of the
 * primary's clock (TIM1).
 */
export interface FromBidder {
  /** The bidder's registration read under the lock; null is: not registered (REG1). */
  readonly bidder: Bidder | null;
  readonly userId: string;
  /** The bidder acts for the house that sells the lot (REG3). */
  readonly isHouse: boolean;
  readonly receivedAtMs: number;
  /** How far `receivedAtMs` may be off; it only enters the ledger (TIM1). */
  readonly receivedErrorMs: number;
}

/** A bid on an open lot. */
export interface PlaceBid extends FromBidder {
  readonly kind: 'placeBid';
  readonly bidKind: BidKind;
  readonly amountMinor: Minor;
  /** How many units it is for, and the fewest it would take (MUL2); without them, one and one. */
  readonly units?: number | undefined;
  readonly leastUnits?: number | undefined;
  /** The ask the bidder was looking at (STL1). */
  readonly seenAskMinor?: Minor | undefined;
  /** What was left before the opening, where it is that (ABS1): the ledger notes whatever becomes of it. */
  readonly left?: AbsenteeBid | undefined;
}

/** Ends an open lot at the price that is on offer (BUY1), which the buyer names as they saw it. */
export interface BuyNow extends FromBidder {
  readonly kind: 'buyNow';
  readonly amountMinor: Minor;
}

/** Leaves a max for a scheduled lot, in place of one left before (ABS1). */
export interface LeaveBid extends FromBidder {
  readonly kind: 'leaveBid';
  readonly amountMinor: Minor;
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

/** Changes what the house decided, as far as the table of terms allows it now (TRM1). */
export interface SetTerms {
  readonly kind: 'setTerms';
  readonly by: 'clock' | HouseRole;
  /** Salted hash of the reason (`reasonHash`); null is none, which will do until the lot opens (TRM2). */
  readonly why: string | null;
  readonly terms: Partial<LotTerms>;
}

/** Gives an open lot a later close after an interruption (CLS7). By the clock. */
export interface ResumeLot {
  readonly kind: 'resumeLot';
  readonly closesAtMs: number;
}

/** A bid that was taken and still stands, out of the ledger and its openings (`acceptedBids`). */
export interface AcceptedBid extends PlaceBid {
  /** The ledger entry that took it. */
  readonly entry: number;
  /** The registration as read under the lock now: it may have been barred since (RET2). */
  readonly bidder: Bidder;
  /** The ladder it was made on (INC2). */
  readonly ladder: Ladder;
  /** What a lower reserve left of its limit (RES5); missing: all of it. */
  readonly cutMinor?: Minor;
}

/** Takes a bid back, and all that only followed from it (RET1). By the auctioneer. */
export interface CancelBid {
  readonly kind: 'cancelBid';
  readonly by: Exclude<HouseRole, 'clerk'>;
  /** Salted hash of the reason (TRM2). */
  readonly why: string | null;
  /** The ledger entry of the bid. */
  readonly entry: number;
  /** All bids that stand, in their order: the state remembers the leader's limit only. */
  readonly bids: readonly AcceptedBid[];
}

/** Somebody of the house. */
export interface HousePerson {
  readonly userId: string;
  readonly role: HouseRole;
}

/** Takes bids again on a lot that was sold or passed (CLS3). */
export interface ReopenLot {
  readonly kind: 'reopenLot';
  readonly by: HousePerson;
  /** Who agreed to it; needed once the next lot is up. */
  readonly second: HousePerson | null;
  /** Salted hash of the reason (TRM2); needed once the next lot is up. */
  readonly why: string | null;
  /** The next lot of the sale is on the block; in a timed sale: has ended. */
  readonly nextIsUp: boolean;
  /** The lot is paid for: then it stays sold. */
  readonly isPaid: boolean;
}

/** Gives a lot a later close because of another lot's (SFT6). By the clock; see `cascade.ts`. */
export interface CascadeLot {
  readonly kind: 'cascadeLot';
  readonly closesAtMs: number;
}

/** What the clerk of a live sale wants of a lot (LIV1). A lot that is put on the block is opened. */
export interface ClerkCommand {
  readonly kind: 'clerk';
  readonly order: ClerkOrder;
}

/** The price of a Dutch lot has come down to its secret reserve, which pages are told now (DUT2). */
export interface ReachReserve {
  readonly kind: 'reachReserve';
}

/** What can be asked of a lot. Every one of them is decided under the lot's lock. */
export type LotCommand =
  | PlaceBid
  | BuyNow
  | LeaveBid
  | OpenLot
  | CloseLot
  | WithdrawLot
  | SetTerms
  | ResumeLot
  | CancelBid
  | ReopenLot
  | CascadeLot
  | ClerkCommand
  | ReachReserve;
