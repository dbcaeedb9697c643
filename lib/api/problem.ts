import { z } from 'zod';

/**
 * Every kind of problem the API answers with: HTTP status and English title, exactly once.
 * `type` is `https://lotcast.dev/errors/<kind>`; each has a page under docs/errors/.
 */
export const PROBLEMS = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'invalid-request': { status: 400, title: 'The request does not have the expected form' },
  'idempotency-key-missing': { status: 400, title: 'A bid needs an Idempotency-Key header' },
  'sign-in-required': { status: 401, title: 'Sign in, or send an API key' },
  'invalid-key': { status: 401, title: 'The API key is unknown or revoked' },
  'session-ended': { status: 401, title: 'The session has ended; sign in again' },
  'not-allowed': { status: 403, title: 'Your role does not allow this' },
  'foreign-origin': { status: 403, title: 'The request comes from another site' },
  'not-registered': { status: 403, title: 'Register for this sale to bid' },
  'not-approved': { status: 403, title: 'The registration is not approved' },
  'own-lot': { status: 403, title: 'The seller and the auctioneer of a lot do not bid on it' },
  'not-found': { status: 404, title: 'Nothing is here' },
  'method-not-allowed': { status: 405, title: 'This method is not possible here' },
  'deposit-missing': { status: 403, title: 'This sale asks for a deposit before you bid' },
  'over-limit': { status: 403, title: 'The bid goes beyond your limit in this sale' },
  'not-on-offer': { status: 409, title: 'The lot cannot be bought at once for that price' },
  'too-few-left': { status: 409, title: 'Fewer units are left than the bid would take' },
  'below-ask': { status: 409, title: 'The bid is below the asking price' },
  'ask-moved': { status: 409, title: 'The asking price moved before the bid arrived' },
  'ask-not-named': { status: 409, title: 'This sale asks exact bids to name the price seen' },
  'not-a-raise': { status: 409, title: 'You lead already; only a higher maximum changes anything' },
  'leader-exact': {
    status: 409,
    title: 'You lead already; an exact bid would bid against yourself',
  },
  'lot-not-open': { status: 409, title: 'The lot does not take bids now' },
  'too-late': { status: 409, title: 'The bid arrived after the close' },
  'reason-missing': { status: 400, title: 'The house says why it does this: send a reason' },
  'term-fixed': { status: 409, title: 'Terms of this lot can no longer be changed so' },
  'close-too-soon': { status: 409, title: 'The new close leaves bidders no notice' },
  'no-such-bid': { status: 404, title: 'No bid stands under that entry' },
  'wrong-state': { status: 409, title: 'The state does not allow this action' },
  'not-clerked': { status: 409, title: 'No clerk calls this lot' },
  'by-clerk-only': { status: 409, title: 'A clerk calls this lot: their orders alone move it' },
  'wrong-stage': { status: 409, title: 'Not at this stage of the lot' },
  'stale-order': { status: 409, title: 'The lot changed before the order arrived' },
  'buyer-unclear': { status: 409, title: 'A buyer is named where the room leads, and only there' },
  'nothing-to-undo': { status: 409, title: 'There is no step to undo' },
  'block-taken': { status: 409, title: 'Another lot of the sale is on the block' },
  'not-to-be-sold': { status: 409, title: 'Nobody bid, or the reserve is not met' },
  'to-be-sold': { status: 409, title: 'There is a bid that the lot sells to' },
  'stale-version': { status: 409, title: 'It changed since you saw it' },
  'already-registered': { status: 409, title: 'You are registered for this sale already' },
  'old-terms': { status: 409, title: 'The terms changed since you saw them' },
  'version-missing': { status: 400, title: 'Send If-Match with the version you saw' },
  'too-large': { status: 413, title: 'The body is too large' },
  'not-json': { status: 415, title: 'Send application/json' },
  'key-reused': { status: 422, title: 'The idempotency key was used for another bid' },
  'too-many-requests': { status: 429, title: 'Too many requests; slow down' },
  internal: { status: 500, title: 'This request failed; what was confirmed stands' },
  undecided: {
    status: 503,
    title: 'Undecided: we do not know the outcome yet; retry with the same key',
  },
  unavailable: { status: 503, title: 'Not available at the moment; try again' },
  'wrong-epoch': { status: 409, title: 'The history has another epoch' },
} as const satisfies Record<string, { status: number; title: string }>;

/** The stable last part of a problem's `type`. */
export type ProblemKind = keyof typeof PROBLEMS;

/** Where problem types are named. */
export const PROBLEM_BASE = 'https://lotcast.dev/errors/';

/** RFC 9457 `application/problem+json`, with what would have been accepted (LED3). */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  /** The rule that refused, such as `PRX1`. */
  rule: z.string().optional(),
  /** The least acceptable amount now. */
  askMinor: z.int().optional(),
  /** Fields at fault: JSON pointer and what would be right. */
  errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).optional(),
  /** Of a refused bid that the ledger notes: its id there, to ask why of. */
  bidId: z.string().optional(),
  /** Of a refused bid that the ledger notes (LED1): signed by the house, to be kept. */
  receipt: z
    .strictObject({ text: z.string(), signature: z.string(), keyId: z.string() })
    .optional(),
  /** For the house's log. */
  reference: z.string().optional(),
});

/** See `problem`. */
export type Problem = z.infer<typeof problem>;
