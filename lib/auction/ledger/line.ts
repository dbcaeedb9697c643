import type { Minor } from '../../shared/money';
import type { Result } from '../../shared/result';
import type { LotCommand } from '../command';
import type { BidOutcome, LotFact } from '../fact';
import type { PublicPrice } from '../formats/format';
import type { Refusal, RefusalKind } from '../refusal';
import type {
  BidKind,
  FormatName,
  HouseRole,
  LotState,
  SellingTerms,
  SoftClose,
  TermName,
} from '../state';
import type { Ladder } from '../terms/ladder';

/** What a ledger entry is about. */
export type LedgerKind =
  | 'bid'
  | 'opened'
  | 'sold'
  | 'passed'
  | 'withdrawn'
  | 'resumed'
  | 'termsSet'
  | 'cancelled'
  | 'reopened'
  | 'cascaded'
  | 'floorBid'
  | 'fairWarning'
  | 'finalCall'
  | 'held'
  | 'takenUp'
  | 'incrementSet'
  | 'undone'
  | 'bidLeft'
  | 'buyNow'
  | 'reserveReached';

/**
 * The public conditions of the bidding, written with `opened` so that a reader can replay the lot.
 */
export interface LedgerTerms {
  readonly format: FormatName;
  readonly selling: SellingTerms[FormatName];
  readonly currency: string;
  readonly startMinor: Minor;
  readonly hasReserve: boolean;
  readonly ladder: Ladder;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  readonly closeGraceMs: number;
  readonly softClose: SoftClose | null;
  readonly staleBid: 'accept' | 'confirm';
  readonly offLadder: 'keep' | 'round-down';
}

/**
 * What the house changed of a lot that ran, and why (TRM2): `by` of the line says in which role. The
 * reason is free text and stays outside, as a salted hash (LED6).
 */
export interface LedgerAct {
  readonly why: string | null;
  /** The terms that are new; how they read now stands in `terms`, but for the secret ones. */
  readonly changed?: readonly TermName[];
  /** The entries of the bids that stand no more (RET1), the one that was cancelled first. */
  readonly cancels?: readonly number[];
  /** The entry of the step that the clerk of a live sale reversed (LIV1). */
  readonly undoes?: number;
  /** The step that the clerk asks for at every price; null: what the ladder says (INC2). */
  readonly stepMinor?: Minor | null;
  /** In which role the second person agreed to a late reopening (CLS3). */
  readonly secondBy?: HouseRole | null;
}

/** What one winner takes, and at what price a unit, without premium. */
export interface LedgerSale {
  readonly paddle: number;
  readonly units: number;
  readonly priceMinor: Minor;
}

/**
 * What a line hides: it enters the chain as salted commitments only (LED1), each under its name here.
 */
export interface LedgerSecrets {
  /** The limit of a bid (PRX2), as it was given. */
  readonly max?: Minor;
  /** The reserve that is in force from this line on (RES1). */
  readonly reserve?: Minor;
}

/**
 * One line of a lot's ledger before it is chained (LED1). Paddles, amounts, times and codes only
 * (LED6); times are whole milliseconds of the primary's clock.
 */
export interface LedgerLine {
  readonly kind: LedgerKind;
  readonly by: 'bidder' | 'clock' | HouseRole;
  readonly paddle: number | null;
  readonly bidKind: BidKind | null;
  /** How many units a bid is for, and the fewest it would take; null for all else. */
  readonly units: number | null;
  readonly leastUnits: number | null;
  /** What an accepted bid came to; null for all else. */
  readonly outcome: BidOutcome | null;
  /** The bidder could match the leader (PRI1). */
  readonly hasPriority: boolean;
  /** Why a bid was refused; null when accepted. */
  readonly code: RefusalKind | null;
  /**
   * What may be told of a bid's amount, as its format says: in a proxy format an exact bid's amount, and
   * of a max only what the price proves. Also a reserve that is told.
   */
  readonly publicAmountMinor: Minor | null;
  /** The ask an exact bid named (STL1); null where it named none, and for all else. */
  readonly seenAskMinor: Minor | null;
  readonly secrets: LedgerSecrets;
  /** Who won what, in the line that ended the lot as sold; null for all else. */
  readonly sales: readonly LedgerSale[] | null;
  /** The lot after the command. */
  readonly priceMinor: Minor | null;
  readonly leaderPaddle: number | null;
  readonly reserve: PublicPrice['reserve'];
  readonly closesAtMs: number;
  readonly receivedAtMs: number;
  readonly receivedErrorMs: number;
  readonly decidedAtMs: number;
  readonly ruleVersion: number;
  readonly terms: LedgerTerms | null;
  /** What else there is to say of an act of the house; absent from all other lines. */
  readonly act?: LedgerAct;
}

/** What a line is made of: the lot before and after, what was asked, what came of it, and when. */
export interface Settled {
  readonly before: LotState;
  readonly after: LotState;
  readonly command: LotCommand;
  readonly outcome: Result<readonly LotFact[], Refusal>;
  readonly nowMs: number;
}
