import { z } from 'zod';
import { UNITS_MAX } from '../../shared/units';
import type { ProblemKind } from '../problem';
import { publicLot } from '../public-lot';
import { amountMinor } from './auctions';

/** `Idempotency-Key`: 8 to 100 visible ASCII characters, unique per (lot, bidder) (LAN2). */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{8,100}$/, 'must be 8 to 100 visible ASCII characters');

/**
 * Optional header of a bid: the id of the user it is for. A page sends the user it was drawn for, since
 * the browser's cookie may be somebody else's by the time of a retry; then the bid is refused.
 */
export const BIDDER_HEADER = 'lotcast-bidder';

const units = z.int().min(1).max(UNITS_MAX);

/** `POST /api/v1/lots/:id/bids`. */
export const placeBid = z
  .strictObject({
    /** Of a lot of several units: for one of them. */
    amountMinor,
    /**
     * `exact` sets the price if it leads (PRX7), and is what an offer is (OFR1, DUT1); `max` is a secret
     * maximum (PRX2).
     */
    kind: z.enum(['exact', 'max']),
    /** The ask the bidder saw: with `staleBid: confirm` an exact bid must name it, as it still is. */
    seenAskMinor: amountMinor.optional(),
    /** How many units, and the fewest that would do (MUL2); 1 unless it says so. */
    units: units.optional(),
    leastUnits: units.optional(),
  })
  .refine((bid) => (bid.leastUnits ?? 1) <= (bid.units ?? 1), {
    message: 'must not be more than units',
    path: ['leastUnits'],
  });

/** `POST /api/v1/lots/:id/buy-now`: the price the buyer saw on offer (BUY1). */
export const buyNow = z.strictObject({ amountMinor });

/** `PUT /api/v1/lots/:id/absentee-bid`: a secret maximum that waits for the opening (ABS1). */
export const leaveBid = z.strictObject({ amountMinor });

/**
 * What the house signs of a bid that its ledger notes, accepted or refused: to be kept, and shown to the
 * verifier of docs/LEDGER.md.
 */
export const signedText = z.strictObject({
  text: z.string(),
  /** Ed25519 over the text, base64url; its key stands at `/.well-known/jwks.json`. */
  signature: z.string(),
  keyId: z.string(),
});

/** 201: what the bid did. Only the server says who leads. */
export const bidAnswer = z.strictObject({
  /** The ledger's id of this bid. */
  bidId: z.string(),
  entry: z.int(),
  /** `bought`: the lot is theirs (BUY1); `left`: it waits for the opening (ABS1). */
  outcome: z.enum(['leading', 'outbid', 'raised', 'offered', 'bought', 'left']),
  /** The bidder's paddle in this auction. */
  paddle: z.int(),
  receivedAt: z.string(),
  /**
   * Where the bid is safe as this is answered (DUR1): on the primary's disk, or in the hands of its
   * standby too. Asked again with the same key, the answer may say more than before.
   */
  durability: z.enum(['local', 'standby']),
  /** The lot right after this bid. */
  lot: publicLot,
  /** Absent from answers to bids of before there were receipts. */
  receipt: signedText.optional(),
});

/** One accepted bid as anyone may see it: never a maximum. */
export const publicBid = z.strictObject({
  bidId: z.string(),
  entry: z.int(),
  /** Null: somebody of the room whom the clerk did not name (LIV1). */
  paddle: z.int().nullable(),
  /** The price this bid led to. */
  priceMinor: z.int(),
  leaderPaddle: z.int().nullable(),
  at: z.string(),
  /** The house took it back, and the lot was played again without it. */
  isCancelled: z.boolean(),
});

/** One row of the signed-in person's bids; includes their own maximum. */
export const myBid = z.strictObject({
  lotId: z.int(),
  auctionId: z.int(),
  paddle: z.int(),
  /**
   * Their last accepted amount that stands; where none does, the last that did; of a bid that only waits for
   * the opening, the last they left. Of several units, for one.
   */
  myMaxMinor: z.int(),
  /** How many units of it they have asked for, and the fewest that would do (MUL2). */
  units: z.int(),
  leastUnits: z.int(),
  /**
   * What of the lot is theirs, without premium: of one that is sold, which may be none, and of a Dutch lot as
   * soon as they bought of it (DUT1). Null: nothing is decided.
   */
  won: z.strictObject({ units: z.int(), totalMinor: z.int() }).nullable(),
  /** Nothing of theirs was taken but a bid left before the opening (ABS1). */
  isLeft: z.boolean(),
  lastBidAt: z.string(),
  /** The house took their last bid back. */
  isCancelled: z.boolean(),
  /** The last bid of theirs that was taken: what to ask why of. */
  lastBidId: z.string(),
});

/**
 * Refusals decided in the lane after it looked for the key: the bid's first and only answer (LED4).
 * Whatever else refuses a bid leaves open what became of an earlier try with its key.
 */
export const DECIDED_REFUSALS: ReadonlySet<ProblemKind> = new Set([
  'not-registered',
  'not-approved',
  'own-lot',
  'deposit-missing',
  'over-limit',
  'too-few-left',
  'below-ask',
  'ask-moved',
  'ask-not-named',
  'not-a-raise',
  'leader-exact',
  'lot-not-open',
  'too-late',
  'not-on-offer',
  'wrong-state',
  'key-reused',
]);

/** A bid, a purchase at the price on offer (BUY1), or a maximum left before the opening (ABS1). */
export type WishKind = z.infer<typeof placeBid>['kind'] | 'buy-now' | 'left';
/** See `placeBid`. */
export type PlaceBid = z.infer<typeof placeBid>;
/** See `bidAnswer`. */
export type BidAnswer = z.infer<typeof bidAnswer>;
/** See `publicBid`. */
export type PublicBid = z.infer<typeof publicBid>;
/** See `myBid`. */
export type MyBid = z.infer<typeof myBid>;
