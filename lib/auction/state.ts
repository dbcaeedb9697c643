import type { Minor } from '../shared/money';
import type { Ladder } from './terms/ladder';

/** Goes up when a rule decides differently than before; stands in every ledger line (LED1). */
export const RULE_VERSION = 1;

/** What a lot's bidding can be in. Only the clerk of a live sale holds a lot (LIV1). */
export type LotPhase = 'scheduled' | 'open' | 'held' | 'sold' | 'passed' | 'withdrawn';

/** Who of a house acts on a lot; each may do what those before may. */
export type HouseRole = 'clerk' | 'auctioneer' | 'admin';

/** An *exact* bid names its price (PRX7); a *max* bid names a secret limit (PRX2). */
export type BidKind = 'exact' | 'max';

/**
 * Late bids move the close (SFT1): in the last `windowMs` it becomes at least `extensionMs` away.
 */
export interface SoftClose {
  readonly windowMs: number;
  readonly extensionMs: number;
  /** `any`: a bid that changed price or leader; `leader`: one that changed the leader (SFT5). */
  readonly mode: 'any' | 'leader';
  /** Most often that bids move the close (SFT2); absent is any number of times. */
  readonly mostExtensions?: number;
  /** Bids move the close no further than this (SFT2); absent is any time. */
  readonly latestEndMs?: number;
}

/** Who leads and how far they would go. Secret but for the paddle. */
export interface Leader {
  readonly registrationId: number;
  readonly userId: string;
  readonly paddle: number;
  readonly maxMinor: Minor;
  readonly kind: BidKind;
  /** As it was when they bid: they need only match another's limit (PRI1). */
  readonly hasPriority: boolean;
}

/** What a proxy format adds to the terms. */
export interface ProxyTerms {
  /** Whether a limit that falls short of the reserve is the price at once, or normal steps hold (RES3). */
  readonly belowReserve: 'steps' | 'in-full';
}

/** What an ascending lot adds to the terms. */
export interface EnglishTerms extends ProxyTerms {
  /** For which a buyer may end the lot while that is on offer (BUY1); null: never. */
  readonly buyNowMinor: Minor | null;
}

/** Several units to whoever offers most for one, all at one price (MUL1). `startMinor` is the minimum. */
export interface MultiUnitTerms {
  readonly units: number;
}

/** The price falls by `stepMinor` each `intervalMs` from the opening on (DUT1). */
export interface DutchTerms {
  readonly units: number;
  readonly stepMinor: Minor;
  readonly intervalMs: number;
}

/** What each format adds to the terms of a lot; see its module in `formats/`. */
export interface SellingTerms {
  readonly english: EnglishTerms;
  readonly reverse: ProxyTerms;
  readonly live: LiveTerms;
  readonly sealed: Record<never, never>;
  readonly vickrey: Record<never, never>;
  readonly 'multi-unit': MultiUnitTerms;
  readonly dutch: DutchTerms;
}

/** What each format keeps of the bids on a lot. Private as a whole. */
export interface Books {
  readonly english: ProxyBook;
  readonly reverse: ProxyBook;
  readonly live: LiveBook;
  readonly sealed: OfferBook;
  readonly vickrey: OfferBook;
  readonly 'multi-unit': OfferBook;
  readonly dutch: DutchBook;
}

/** How a lot is sold. Each has one module in `formats/`; a lot keeps its own for life. */
export type FormatName = keyof SellingTerms & keyof Books;

/** A max left for a lot before it opens (ABS1). Secret as a whole. */
export interface AbsenteeBid {
  readonly registrationId: number;
  readonly userId: string;
  readonly paddle: number;
  readonly maxMinor: Minor;
  /** When it was left; as in `PlaceBid`. */
  readonly receivedAtMs: number;
  readonly receivedErrorMs: number;
}

/** Whoever may have to pay as the lot stands, and how much at most (REG2). */
export interface Stake {
  readonly registrationId: number;
  readonly userId: string;
  readonly amountMinor: Minor;
}

/** The book of a proxy format: limits that are not the leader's are forgotten. */
export interface ProxyBook {
  /** The current price; null while there is no bid. */
  readonly priceMinor: Minor | null;
  readonly leader: Leader | null;
}

/** What a live lot adds to the terms. */
export interface LiveTerms {
  /** Who leads at equal amounts: whoever was first, or the floor (LIV2). */
  readonly tie: 'first' | 'floor';
}

/** How far the clerk has called a lot that is on the block (LIV1). */
export type LiveCall = 'on-the-block' | 'fair-warning' | 'final-call';

/** Where a live lot is, seen from the saleroom (LIV1). */
export type LiveStage =
  | 'pre-sale'
  | LiveCall
  | 'on-hold'
  | Extract<LotPhase, 'sold' | 'passed' | 'withdrawn'>;

/** The standing of a live lot. The room leads where there is a price and no leader. */
export interface LiveStanding extends ProxyBook {
  /** The bid that leads was made on the floor. */
  readonly isFloor: boolean;
  readonly call: LiveCall;
  /** What the clerk asks for instead of the ladder's steps (INC2). */
  readonly stepMinor: Minor | null;
}

/** What can be undone of a live lot (LIV1). */
export type LiveStepKind =
  | 'opened'
  | 'bidAccepted'
  | 'floorBidTaken'
  | 'fairWarningGiven'
  | 'finalCallGiven'
  | 'held'
  | 'takenUp'
  | 'incrementSet';

/** A step, and the lot as it stood before it. */
export interface LiveStep {
  readonly kind: LiveStepKind;
  /** Its ledger entry. */
  readonly entry: number;
  readonly before: LiveStanding & Pick<LotProgress, 'phase' | 'bidCount'> & { opensAtMs: number };
}

/** The book of a live lot. */
export interface LiveBook extends LiveStanding {
  /** Who of the room it was sold to; null until then. */
  readonly buyer: Leader | null;
  /** The steps that can be undone, the last one last. */
  readonly steps: readonly LiveStep[];
}

/** What somebody offers for a unit, for how many, and the fewest they would take (MUL2). Secret. */
export interface Offer {
  readonly registrationId: number;
  readonly userId: string;
  readonly paddle: number;
  readonly amountMinor: Minor;
  readonly units: number;
  readonly leastUnits: number;
}

/** The live offers in their places: at most one of each bidder, the latest last (OFR1). */
export interface OfferBook {
  readonly offers: readonly Offer[];
}

/** Units that somebody bought, the price of one, and the ledger entry that says so. */
export interface Purchase {
  readonly entry: number;
  readonly registrationId: number;
  readonly userId: string;
  readonly paddle: number;
  readonly units: number;
  readonly priceMinor: Minor;
}

/** What was bought of a Dutch lot, in order, and whether pages know its reserve (DUT2). */
export interface DutchBook {
  readonly purchases: readonly Purchase[];
  readonly isReserveTold: boolean;
}

/**
 * What the house decides about any lot before it opens. Times are the primary's, whole milliseconds.
 */
export interface CommonTerms {
  /** The first price: the lowest that will do, in a reverse lot the highest. */
  readonly startMinor: Minor;
  /** Hidden (RES1); null is no reserve. In a reverse lot the highest price that will do (REV1). */
  readonly reserveMinor: Minor | null;
  readonly ladder: Ladder;
  readonly opensAtMs: number;
  /** Moves with each extension (SFT1). */
  readonly closesAtMs: number;
  readonly softClose: SoftClose | null;
  /** How long after `closesAtMs` a bid received before it may still be decided (G6). */
  readonly closeGraceMs: number;
  /** Whether an exact bid made on an ask that has moved is still taken if it is enough (STL1). */
  readonly staleBid: 'accept' | 'confirm';
  /** A max off the ladder is kept as given, or rounded down to the ladder (PRX5). */
  readonly offLadder: 'keep' | 'round-down';
  /** User id of the seller, who never bids on it (REG3). */
  readonly sellerId: string | null;
}

/** The terms of a lot of format `F`. */
export type LotTermsOf<F extends FormatName> = CommonTerms & {
  readonly format: F;
  readonly selling: SellingTerms[F];
};

/** The terms of any lot. */
export type LotTerms = LotTermsOf<FormatName>;

/** What names a lot for good. */
export interface LotIdentity {
  readonly lotId: number;
  readonly auctionId: number;
  /** The n of `auction:7/n` (CHN1). */
  readonly channel: number;
  readonly lotNumber: number;
  readonly currency: string;
}

/** How far a lot has come, whatever its format. */
export interface LotProgress {
  readonly phase: LotPhase;
  /** Bids that wait for the opening, the earliest first, one a bidder; none once it is open (ABS1). */
  readonly absentees: readonly AbsenteeBid[];
  /**
   * Accepted bids that changed price or leader; silent raises are not counted, for that would
   * tell.
   */
  readonly bidCount: number;
  readonly extensions: number;
  /** Who ended it, and when by the primary's clock; null until it has ended. */
  readonly endedBy: 'clock' | 'clerk' | 'bidder' | null;
  readonly endedAtMs: number | null;
  /** Public changes so far, from 1 (VER1). */
  readonly version: number;
  /** Ledger entries so far (LED1). */
  readonly entry: number;
  /**
   * When the last ledger entry was decided; 0 before the first. Ledger time never runs backwards.
   */
  readonly decidedAtMs: number;
}

/**
 * Everything the rules know of a lot of format `F`: private, plain JSON, stored as it is. Changed only
 * by `evolve` (and `entry` and `decidedAtMs` by `settle`).
 */
export type LotOf<F extends FormatName> = LotIdentity &
  LotTermsOf<F> &
  LotProgress & { readonly book: Books[F] };

/** A lot of any format. */
export type LotState = LotOf<FormatName>;

/** A bidder's registration for the auction as read under the lock (REG1). */
export interface Bidder {
  readonly registrationId: number;
  readonly userId: string;
  readonly paddle: number;
  readonly status: 'approved' | 'pending' | 'declined' | 'suspended';
  /** Whether the deposit is held, where the auction requires one (REG4); true where it requires none. */
  readonly isDepositHeld: boolean;
  /** The most they may have at stake in the auction at once (REG2); null: no limit. */
  readonly limitMinor: Minor | null;
  /** What they lead or have won in the auction's other lots binds already (REG2). */
  readonly elsewhereMinor: Minor;
  /** Whether a right of priority in this lot or sale is theirs (PRI1). */
  readonly hasPriority: boolean;
}

/** What stands of a registration where the sale asks for no deposit and gives no limit and no right. */
export const UNCONDITIONAL = {
  isDepositHeld: true,
  limitMinor: null,
  elsewhereMinor: 0,
  hasPriority: false,
} as const satisfies Partial<Bidder>;

/** Normal steps and no buy-now price: what an ascending lot gets unless its terms say otherwise. */
export const PLAIN_ENGLISH: EnglishTerms = { belowReserve: 'steps', buyNowMinor: null };

/** Two minutes, two minutes, any bid: what a sale gets unless it says otherwise (SFT5). */
export const DEFAULT_SOFT_CLOSE: SoftClose = {
  windowMs: 120_000,
  extensionMs: 120_000,
  mode: 'any',
};

/** The names of all terms of a lot. */
export type TermName = keyof LotTerms;

/** The grace of G6 unless a sale says otherwise. */
export const DEFAULT_CLOSE_GRACE_MS = 500;
