import type { Minor } from '../shared/money';
import type {
  AbsenteeBid,
  BidKind,
  Books,
  FormatName,
  HouseRole,
  Leader,
  LiveStepKind,
  LotTerms,
  Offer,
  Purchase,
  TermName,
} from './state';
import type { Ladder } from './terms/ladder';

/**
 * What an accepted bid came to: the bidder leads, was outbid at once by the leader's max, or is the
 * leader and raised that max; it lies among sealed offers (OFR1); or it bought units at once (DUT1).
 */
export type BidOutcome = 'leading' | 'outbid' | 'raised' | 'offered' | 'bought';

/** In each fact: the version of the public body after the whole command (VER1). */
interface Versioned {
  readonly version: number;
}

/** A bid was taken. `leader.maxMinor` and `maxMinor` are secret; the rest may be told. */
export interface BidAccepted extends Versioned {
  readonly kind: 'bidAccepted';
  readonly outcome: Exclude<BidOutcome, 'offered' | 'bought'>;
  readonly bidKind: BidKind;
  readonly registrationId: number;
  readonly paddle: number;
  /** What the bidder would go to: the amount given, or rounded down by the sale's choice (PRX5). */
  readonly maxMinor: Minor;
  readonly priceMinor: Minor;
  readonly leader: Leader;
  /** Who led until now and no longer does; they are to be told. */
  readonly displacedRegistrationId: number | null;
  /** The public body changed (VER1); false for a silent raise (PRX4). */
  readonly public: boolean;
}

/** How much of a bidder's limit a new reserve left standing (RES5). */
export interface Cut {
  readonly registrationId: number;
  /** Secret. */
  readonly maxMinor: Minor;
}

/** A bidder left a bid for a lot that is not open yet (ABS1). Secret, but for the version. */
export interface BidLeft extends Versioned {
  readonly kind: 'bidLeft';
  readonly bid: AbsenteeBid;
}

/** An offer lies among the sealed ones, in place of an earlier one of that bidder (OFR1). */
export interface OfferPlaced extends Versioned {
  readonly kind: 'offerPlaced';
  readonly outcome: 'offered';
  readonly offer: Offer;
}

/** Units were bought at the price of the falling clock (DUT1). */
export interface UnitsBought extends Versioned {
  readonly kind: 'unitsBought';
  readonly outcome: 'bought';
  readonly purchase: Purchase;
}

/** What a bid that was taken did, in one word and in detail. */
export type BidTaken = BidAccepted | OfferPlaced | UnitsBought;

/** What a bid came to, as its format says. */
export type BidFact = BidTaken | ReserveMet | Extended;

const BIDS_TAKEN: readonly LotFact['kind'][] = [
  'bidAccepted',
  'offerPlaced',
  'unitsBought',
] satisfies BidTaken['kind'][];

const BID_FACTS: readonly LotFact['kind'][] = [
  'reserveMet',
  'extended',
] satisfies BidFact['kind'][];

/** Whether it is the bid itself that was taken. */
export const isBidTaken = (fact: LotFact): fact is BidTaken => BIDS_TAKEN.includes(fact.kind);

/** Whether a bid alone can bring it about. */
export const isBidFact = (fact: LotFact): fact is BidFact =>
  isBidTaken(fact) || BID_FACTS.includes(fact.kind);

/** What one winner takes at one price a unit. */
export interface Sale {
  readonly registrationId: number;
  readonly paddle: number;
  readonly units: number;
  readonly priceMinor: Minor;
}

/** The price reached the reserve with this bid (RES1, RES2). */
export interface ReserveMet extends Versioned {
  readonly kind: 'reserveMet';
}

/** The close moved (SFT1). */
export interface Extended extends Versioned {
  readonly kind: 'extended';
  readonly closesAtMs: number;
}

/** Bidding began, by the clock or earlier by the clerk. */
export interface Opened extends Versioned {
  readonly kind: 'opened';
  readonly by: 'clock' | 'clerk';
  readonly opensAtMs: number;
  /** As before, but where the close follows from the opening (DUT1). */
  readonly closesAtMs: number;
}

/**
 * The hammer fell (CLS2), a bidder bought it at once (BUY1) or took all that was left. Prices are
 * without premium; nobody is named twice at one price.
 */
export interface Sold extends Versioned {
  readonly kind: 'sold';
  readonly by: 'clock' | 'clerk' | 'bidder';
  readonly atMs: number;
  readonly sales: readonly Sale[];
}

/** It ended without a sale: no bid, or the reserve not met (CLS2). */
export interface Passed extends Versioned {
  readonly kind: 'passed';
  readonly by: 'clock' | 'clerk';
  readonly atMs: number;
  /** `unfillable`: every offer wanted more units at the least than there were (MUL2). */
  readonly reason: 'no-bid' | 'reserve-not-met' | 'unfillable';
}

/** It was taken out of the sale (CLS4). */
export interface Withdrawn extends Versioned {
  readonly kind: 'withdrawn';
  readonly atMs: number;
}

/** After an interruption the close moved (CLS7); no late bid did it, so it is no extension. */
export interface Resumed extends Versioned {
  readonly kind: 'resumed';
  readonly closesAtMs: number;
}

/** A bid of the saleroom was taken (LIV1). Nothing of it is secret. */
export interface FloorBidTaken extends Versioned {
  readonly kind: 'floorBidTaken';
  readonly outcome: 'leading' | 'outbid';
  /** Null is the room. */
  readonly bidder: Pick<Leader, 'registrationId' | 'userId' | 'paddle' | 'hasPriority'> | null;
  readonly amountMinor: Minor;
  readonly priceMinor: Minor;
  readonly displacedRegistrationId: number | null;
}

/** The clerk called the lot, held it or took it up again (LIV1). */
export interface Called extends Versioned {
  readonly kind: 'fairWarningGiven' | 'finalCallGiven' | 'held' | 'takenUp';
}

/** The clerk asks for other steps from the next bid on (INC2). */
export interface IncrementSet extends Versioned {
  readonly kind: 'incrementSet';
  readonly stepMinor: Minor | null;
  /** What holds from now on, as a ladder. */
  readonly ladder: Ladder;
}

/** The last step was reversed (LIV1). */
export interface StepUndone extends Versioned {
  readonly kind: 'stepUndone';
  readonly undoes: LiveStepKind;
  /** The ledger entry of the step. */
  readonly undoesEntry: number;
  /** Who led until now, and who leads again: they are to be told. */
  readonly concerned: readonly number[];
}

/** It turned out at the hammer who of the room had led (LIV1). */
export interface RoomNamed extends Versioned {
  readonly kind: 'roomNamed';
  readonly bidder: Pick<Leader, 'registrationId' | 'userId' | 'paddle' | 'hasPriority'>;
}

/** What the clerk of a live sale brings about beside the ends that any lot has. */
export type ClerkFact = FloorBidTaken | Called | IncrementSet | StepUndone | RoomNamed;

/** A falling price stands at the reserve, which is told with the close that follows from it (DUT2). */
export interface ReserveReached extends Versioned {
  readonly kind: 'reserveReached';
  readonly reserveMinor: Minor;
  readonly closesAtMs: number;
}

/** The terms changed (TRM1). */
export interface TermsSet extends Versioned {
  readonly kind: 'termsSet';
  readonly by: 'clock' | HouseRole;
  readonly why: string | null;
  /** All terms as they are now, and which of them are new. */
  readonly terms: LotTerms;
  readonly changed: readonly TermName[];
  /** What a lower reserve cut (RES5); null: nobody's limit was touched. */
  readonly cut: Cut | null;
}

/** A bid was taken back, and the others were played again without it (RET1–3). */
export interface BidCancelled extends Versioned {
  readonly kind: 'bidCancelled';
  readonly by: HouseRole;
  readonly why: string;
  /** Whose bid it was. */
  readonly registrationId: number;
  readonly paddle: number;
  /** The entries that stand no more: the one named, then those of bidders barred since. */
  readonly entries: readonly number[];
  /** What remains of the bids. */
  readonly book: Books[FormatName];
  readonly bidCount: number;
}

/** Bids are taken again (CLS3). */
export interface Reopened extends Versioned {
  readonly kind: 'reopened';
  readonly by: HouseRole;
  readonly secondBy: HouseRole | null;
  readonly why: string | null;
  readonly closesAtMs: number;
  readonly book: Books[FormatName];
}

/** The close moved because another lot's did (SFT6); no bid on this lot did it, so it is no extension. */
export interface Cascaded extends Versioned {
  readonly kind: 'cascaded';
  readonly closesAtMs: number;
}

/**
 * What happened to a lot, in order. Private as a whole: pages get `publicLot` of the state after.
 */
export type LotFact =
  | BidFact
  | Opened
  | Sold
  | Passed
  | Withdrawn
  | Resumed
  | TermsSet
  | BidCancelled
  | Reopened
  | Cascaded
  | ClerkFact
  | ReserveReached
  | BidLeft;
