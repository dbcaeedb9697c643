import { z } from 'zod';
import { lotPhase, publicLot } from '../public-lot';

/** A lot as anyone saw it at a moment. */
const lotThen = z.strictObject({
  state: lotPhase,
  priceMinor: z.int().nullable(),
  askMinor: z.int().nullable(),
  leaderPaddle: z.int().nullable(),
  reserve: z.enum(['none', 'met', 'not-met']),
});

/** `GET /api/v1/me/bids/:id/why`: why a bid of the caller's came to what it came to (WHY1). */
export const bidWhy = z.strictObject({
  bidId: z.string(),
  lotId: z.int(),
  currency: z.string(),
  /** How the lot is sold. */
  format: publicLot.shape.format,
  /** Of a bid left before the opening and made then: the entry of the bid that was made. */
  entry: z.int(),
  /** How it was asked for: by a bid, a purchase at once, or a bid left before the opening. */
  asked: z.enum(['bid', 'purchase', 'left']),
  /** What it came to at once: the outcome, or the kind of the refusal. */
  answer: z.string(),
  /** The rule that decided, such as `PRX2`. */
  rule: z.string(),
  /** What was bid. */
  amountMinor: z.int().nullable(),
  before: lotThen,
  after: lotThen,
  /** As it is now. */
  now: lotThen,
  /** The least that would have been taken; null where no amount was at fault. */
  leastMinor: z.int().nullable(),
  /** How many units there were, where it was for no fewer than more. */
  unitsLeft: z.int().nullable(),
  /**
   * Of a bid refused for its bidder's limit (`over-limit`). `then`: the most that it allowed to bid here, as the
   * refusal told, null for nothing. `now`: what it allowed then was not kept, and `mostMinor` is the whole
   * limit in the sale as it stands, null for none.
   */
  limit: z
    .strictObject({ asOf: z.enum(['then', 'now']), mostMinor: z.int().nullable() })
    .nullable(),
  /** The later entry by which a bid that led did so no more, or the end that gave an offer nothing. */
  overtaken: z.strictObject({ entry: z.int(), rule: z.string(), after: lotThen }).nullable(),
  /** The entry of the caller's own that took its place. */
  replacedBy: z.int().nullable(),
  /** What became of a bid left before the opening. */
  left: z.enum(['waits', 'played', 'not-played']).nullable(),
  /** The entry by which the house took it back. */
  cancelledBy: z.int().nullable(),
  /**
   * What would have won, all else as it was: `enough`, and one minor unit less is not; `from` that amount on,
   * or only `beyond` it: how far is the secret of whoever leads. `buy`: buying at once at this price, which was
   * on offer. Of a bid refused for its bidder's limit, without that limit. Null for a bid that leads or has won,
   * and where nothing is known.
   */
  wouldWin: z
    .strictObject({ kind: z.enum(['enough', 'from', 'beyond', 'buy']), amountMinor: z.int() })
    .nullable(),
});

/** See `bidWhy`. */
export type BidWhyView = z.infer<typeof bidWhy>;
