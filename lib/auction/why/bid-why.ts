import type { Minor } from '../../shared/money';
import type { LotCommand } from '../command';
import type { BidOutcome } from '../fact';
import type { WouldWin } from '../formats/would-win';
import type { PublicLot } from '../public-lot';
import type { RefusalKind } from '../refusal';
import type { Settlement } from '../settle';
import type { LotState } from '../state';

/** One command of a lot's life, settled: what a lot's ledger gives when it is played again (G2). */
export interface LotStep {
  readonly before: LotState;
  readonly command: LotCommand;
  readonly settlement: Settlement;
  /** Something stands for a secret of it that was never opened (LED5): it may have been less far. */
  readonly isAssumed?: boolean;
}

/**
 * How much the asker may see: what anyone may; with it their own limits; or every limit that the steps
 * hold, for the house and, of a lot that has ended, what was opened for anyone (LED5).
 */
export type Sight = 'anyone' | 'owner' | 'all';

/**
 * The later entry by which a bid that led did so no more; of an offer, the end that went to others or to
 * nobody.
 */
export interface Overtaken {
  readonly entry: number;
  readonly rule: string;
  readonly after: PublicLot;
}

/** What became of a bid left before the opening (ABS1): it waits, was made then, or could not be. */
export type LeftFate = 'waits' | 'played' | 'not-played';

/** Why a bid came to what it came to (WHY1). */
export interface BidWhy {
  /** Of a bid left before the opening and made then: the entry of the bid that was made. */
  readonly entry: number;
  readonly paddle: number;
  /** How it was asked for: by a bid, a purchase (BUY1), or a bid left before the opening (ABS1). */
  readonly asked: 'bid' | 'purchase' | 'left';
  /** What it came to at once: the outcome, or the kind of the refusal. */
  readonly answer: BidOutcome | 'left' | RefusalKind;
  /** The rule that decided. */
  readonly rule: string;
  /** What was bid; null where the asker may not know. */
  readonly amountMinor: Minor | null;
  /** The lot as anyone saw it, before and after, and sees it now. */
  readonly before: PublicLot;
  readonly after: PublicLot;
  readonly now: PublicLot;
  /** The least that would have been taken of this bidder (LED3); null where no amount was at fault. */
  readonly leastMinor: Minor | null;
  /** How many units there were, where it was for no fewer than more (MUL2). */
  readonly unitsLeft: number | null;
  readonly overtaken: Overtaken | null;
  /** The entry of the bidder's own that took its place (OFR1, ABS1). */
  readonly replacedBy: number | null;
  /** The entry by which the house took it back (RET1, LIV1). */
  readonly cancelledBy: number | null;
  /** Null of what was not left before the opening. */
  readonly left: LeftFate | null;
  /** Null for a bid that leads or has won, and where no amount is known to. */
  readonly wouldWin: WouldWin | null;
}
