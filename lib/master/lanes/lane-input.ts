import type { Identity } from '../../accounts/identity';
import type { ProblemKind } from '../../api/problem';
import type { PublicLot } from '../../api/public-lot';
import type { BidAnswer } from '../../api/v1/bids';
import type { ClerkAnswer, ClerkOrder } from '../../api/v1/clerk';
import type { LotTerms } from '../../auction/state';
import type { Result } from '../../shared/result';
import type { FieldFault } from '../trouble';

/** What a bidder asks, validated in form and identified; everything else is decided under the lot's lock. */
interface FromBidder {
  readonly identity: Identity;
  readonly amountMinor: number;
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body: another body under the same key is refused (LED4). */
  readonly bodyHash: Buffer;
  /** When the request arrived, by the primary's clock (TIM1). */
  readonly received: { readonly ms: number; readonly errorMs: number };
}

/** A bid. */
export interface BidInput extends FromBidder {
  readonly kind: 'bid';
  readonly bidKind: 'exact' | 'max';
  /** The ask the bidder was looking at (STL1). */
  readonly seenAskMinor?: number | undefined;
  /** How many units, and the fewest that would do (MUL2). */
  readonly units?: number | undefined;
  readonly leastUnits?: number | undefined;
}

/** Buys the lot at once, at the price seen (BUY1). */
export interface PurchaseInput extends FromBidder {
  readonly kind: 'buy-now';
}

/** Leaves a max before the opening, in place of one left before (ABS1). */
export interface AbsenteeInput extends FromBidder {
  readonly kind: 'absentee-bid';
}

/** Whatever a bidder asks, under a key of theirs (LAN2). */
export type BidderInput = BidInput | PurchaseInput | AbsenteeInput;

/** Whether it is a bidder who asks. */
export const isFromBidder = (input: LaneInput): input is BidderInput =>
  input.kind === 'bid' || input.kind === 'buy-now' || input.kind === 'absentee-bid';

/** What the clerk does to a lot. `version` is the one they saw. */
export interface ActionInput {
  readonly kind: 'action';
  readonly identity: Identity;
  readonly action: 'open' | 'close' | 'withdraw';
  readonly version: number;
}

/** An order for a lot that a clerk calls; whether it still fits is decided under the lock (LIV1). */
export interface ClerkInput {
  readonly kind: 'clerk';
  readonly identity: Identity;
  readonly order: ClerkOrder;
  /** Whose paddle the order names; null where it names none. */
  readonly namedUserId: string | null;
  /** As a bid's (LED4): an order that is sent twice is done once. */
  readonly idempotencyKey: string;
  readonly bodyHash: Buffer;
}

/** What the house wants of a lot that runs or has ended. */
export type HouseAct =
  /** Takes the bid of a ledger entry back (RET1). */
  | { readonly kind: 'cancel-bid'; readonly entry: number }
  /** Takes bids again (CLS3), or agrees that somebody else of the house does; `version` is the one seen. */
  | { readonly kind: 'reopen-lot'; readonly version: number }
  /** Changes terms (TRM1); `seen` is what each of them was when it was decided to. */
  | {
      readonly kind: 'set-terms';
      readonly terms: Partial<LotTerms>;
      readonly seen: Partial<LotTerms>;
    };

/** An order of the house, with its reason (TRM2). Asked again with its key it does nothing again. */
export interface HouseInput {
  readonly kind: 'house';
  readonly identity: Identity;
  readonly act: HouseAct;
  readonly reason: string | null;
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical body and of what it is about (LED4). */
  readonly bodyHash: Buffer;
}

/** What can be put into a lot's lane. */
export type LaneInput = BidderInput | ActionInput | ClerkInput | HouseInput;

/** Why it was refused, as the API tells it (LED3). */
export interface LaneProblem {
  readonly kind: ProblemKind;
  /** The rule that refused, such as `PRX1`. */
  readonly rule?: string;
  /** The least acceptable bid now. */
  readonly askMinor?: number;
  /** The least that this bidder could bid in this way; for a leader it is for them alone. */
  readonly leastMinor?: number;
  /** The most that this bidder's limit leaves them here (REG2); for them alone. */
  readonly mostMinor?: number;
  readonly detail?: string;
  /** Fields of the request at fault. */
  readonly errors?: FieldFault[];
  /** Of a refusal that the ledger notes: what the house signs to it, and the bid's id there. */
  readonly receiptText?: string;
  readonly bidId?: string;
}

/**
 * A bid that was accepted, what a clerk is told after an order, or the lot after an act of the house;
 * `awaitsSecond`: nothing was done yet, somebody else of the house has to agree (CLS3).
 */
export type LaneSuccess =
  | { readonly status: 201; readonly body: BidAnswer; readonly receiptText?: string }
  | { readonly clerk: ClerkAnswer }
  | { readonly lot: PublicLot; readonly awaitsSecond?: boolean };

/** The answer of a lane. The same idempotency key gets the first answer again, byte for byte. */
export type LaneAnswer = Result<LaneSuccess, LaneProblem>;

/** A refusal of the lane itself. */
export const refused = (kind: ProblemKind, detail?: string): LaneAnswer => ({
  ok: false,
  error: detail === undefined ? { kind } : { kind, detail },
});
