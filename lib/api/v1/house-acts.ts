import { z } from 'zod';
import { version } from '../public-lot';
import { amountMinor, instant, ladder, softClose } from './auctions';
import { lotView } from './lots';
import { selling } from './selling';

/** Why the house acts (TRM2). The ledger holds its salted hash; the text is for the house alone. */
export const reason = z
  .string()
  .trim()
  .min(3, 'must say why, in at least 3 characters')
  .max(500, 'must be at most 500 characters');

/** `POST /api/v1/lots/:id/bids/:entry/cancel` (RET1). */
export const cancelBid = z.strictObject({ reason });

/** `POST /api/v1/lots/:id/reopen` (CLS3): `version` is the one seen; the reason is needed once the next lot is up. */
export const reopenLot = z.strictObject({ version, reason: reason.optional() });

/** The terms of a lot that the house can change (TRM1), as they are read and sent. */
export const changeableTerms = z
  .strictObject({
    /** With its `format`, which is named and never changes. */
    selling,
    startMinor: amountMinor,
    reserveMinor: amountMinor.nullable(),
    ladder,
    opensAt: instant,
    /** Where the price falls by itself and it is left out, it follows from the other terms (DUT1). */
    closesAt: instant,
    softClose: softClose.nullable(),
    /** How long after the close a bid received before it may still be decided (G6). */
    closeGraceMs: z.int().min(0).max(10_000),
    staleBid: z.enum(['accept', 'confirm']),
    offLadder: z.enum(['keep', 'round-down']),
    /** The address of an account, whose owner may not bid on it (REG3); null: nobody's. */
    sellerEmail: z.email().nullable(),
  })
  .partial();

/**
 * `PATCH /api/v1/lots/:id/terms`: the terms to be set, and each of them as it was seen. A bid in between
 * is no obstacle; another's change of the same term is (409).
 */
export const patchTerms = z
  .strictObject({ terms: changeableTerms, seen: changeableTerms, reason: reason.optional() })
  .refine(({ terms }) => Object.keys(terms).length > 0, {
    message: 'must change at least one term',
    path: ['terms'],
  })
  .refine(({ terms, seen }) => Object.keys(terms).every((term) => Object.hasOwn(seen, term)), {
    message: 'must name each term that is to be changed, as it was seen',
    path: ['seen'],
  });

/** The answer to all of them; `awaitsSecond`: nothing was done, another person has to agree (CLS3). */
export const houseActAnswer = z.strictObject({ lot: lotView, awaitsSecond: z.boolean() });

const stage = z.enum(['scheduled', 'unbid', 'bid', 'ended']);
const way = z.enum(['any', 'eased', 'with-notice']);

/** Whether a term may change now, how and by whom; else when it may (TRM1). */
export const termChange = z.strictObject({
  term: changeableTerms.keyof(),
  rule: z.string(),
  /** Null: not now. */
  now: z
    .strictObject({
      way,
      by: z.array(z.string()),
      follows: z.enum(['at-once', 'next-bid', 'moves-the-close']),
    })
    .nullable(),
  /** From which stage to which it may at all; null: never. */
  allowed: z.strictObject({ from: stage, to: stage }).nullable(),
});

/** An accepted bid, as its house sees it: never a maximum. */
export const houseBid = z.strictObject({
  entry: z.int(),
  paddle: z.int(),
  outcome: z.enum(['leading', 'outbid', 'raised']).nullable(),
  /** The price after it. */
  priceMinor: z.int().nullable(),
  at: z.string(),
  isCancelled: z.boolean(),
});

/** What the house or the clock did to a lot. */
export const lotAct = z.strictObject({
  entry: z.int(),
  /** The kind of the ledger's entry. */
  kind: z.string(),
  at: z.string(),
  /** In which role, or `clock`. */
  by: z.string(),
  who: z.string().nullable(),
  /** Who agreed to a late reopening. */
  second: z.string().nullable(),
  reason: z.string().nullable(),
  /** Of a cancellation: whose bid, and the entries that stand no more. */
  paddle: z.int().nullable(),
  cancels: z.array(z.int()),
  /** Of changed terms: what each was and is, as the ledger has them. */
  changes: z.array(z.strictObject({ term: z.string(), before: z.unknown(), after: z.unknown() })),
});

/** `GET /api/v1/lots/:id/house`: what only the house sees of a lot that runs. */
export const houseLotView = z.strictObject({
  lotId: z.int(),
  version,
  stage,
  /** Somebody has paid for it: it stays sold (CLS3). */
  isPaid: z.boolean(),
  terms: changeableTerms.required(),
  changes: z.array(termChange),
  /** The newest 200, the newest first. */
  bids: z.array(houseBid),
  acts: z.array(lotAct),
  /** A reopening that waits for a second person. */
  wish: z.strictObject({ who: z.string(), isOwn: z.boolean(), reason: z.string() }).nullable(),
});

/** See `changeableTerms`. */
export type ChangeableTerms = z.infer<typeof changeableTerms>;
/** See `houseLotView`. */
export type HouseLotView = z.infer<typeof houseLotView>;
