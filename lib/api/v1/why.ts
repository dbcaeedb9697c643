import { z } from 'zod';
import { lotPhase } from '../public-lot';

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
  entry: z.int(),
  /** What it came to at once: the outcome, or the kind of the refusal. */
  answer: z.string(),
  /** The rule that decided, such as `PRX2`. */
  rule: z.string(),
  /** What was bid. */
  amountMinor: z.int().nullable(),
  before: lotThen,
  after: lotThen,
  /** The least that would have been taken; null where no amount was at fault. */
  leastMinor: z.int().nullable(),
  /** The later entry by which a bid that led did so no more. */
  overtaken: z.strictObject({ entry: z.int(), rule: z.string(), after: lotThen }).nullable(),
  /** The entry by which the house took it back. */
  cancelledBy: z.int().nullable(),
  /**
   * What would have won, all else as it was: `enough`, and one minor unit less is not; `from` that amount on,
   * or only `beyond` it: how far is the secret of whoever leads. Null for a bid that leads or has won.
   */
  wouldWin: z
    .strictObject({ kind: z.enum(['enough', 'from', 'beyond']), amountMinor: z.int() })
    .nullable(),
});

/** See `bidWhy`. */
export type BidWhyView = z.infer<typeof bidWhy>;
