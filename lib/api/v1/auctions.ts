import { z } from 'zod';
import { localText } from '../local-text';
import { version } from '../public-lot';

/** An amount of money in the auction's minor unit (MNY1). */
export const amountMinor = z
  .int('must be a whole number of minor units')
  .min(1, 'must be at least 1 minor unit')
  .max(10_000_000_000_000, 'must be at most 10000000000000 minor units');

/** Hundredths of a percent: 2500 = 25 %. */
const rateBp = z.int().min(0).max(10_000);

/** Buyer's premium and tax (PRM1): marginal tiers; the last one has no end. */
export const charges = z.strictObject({
  premium: z
    .array(z.strictObject({ upToMinor: amountMinor.nullable(), rateBp }))
    .min(1)
    .max(20),
  tax: z.strictObject({
    rateBp,
    on: z.enum(['premium', 'both']),
    /** Once for each lot, or once on an invoice's sum; missing: by lot (PRM1). */
    rounded: z.enum(['lot', 'invoice']).optional(),
  }),
});

/** Soft close (SFT1, SFT2, SFT5); null = none. */
export const softClose = z.strictObject({
  windowMs: z.int().min(1_000).max(86_400_000),
  extensionMs: z.int().min(1_000).max(86_400_000),
  mode: z.enum(['any', 'leader']),
  /** Most often that bids move the close (SFT2). */
  mostExtensions: z.int().min(1).max(1_000).optional(),
  /** Bids move the close no further than this (SFT2), milliseconds since 1970. */
  latestEndMs: z.int().min(0).max(253_402_300_799_999).optional(),
});

/** How the closes of a sale's lots hang together (SFT6); null = each closes for itself. */
export const cascade = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('sequence'), intervalMs: z.int().min(1_000).max(86_400_000) }),
  z.strictObject({ mode: z.literal('group') }),
]);

/** An increment ladder (INC): bands contiguous from 0, steps above 0. */
export const ladder = z
  .array(z.strictObject({ fromMinor: z.int().min(0), stepMinor: amountMinor }))
  .min(1)
  .max(64);

/** ISO 4217. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as GBP');

/** What becomes of edits of a catalogue entry that somebody else changed meanwhile (EDT2). */
const editPolicy = z.enum(['server-wins', 'merge-fields', 'ask']);

/** A point in time, ISO 8601 with zone. */
export const instant = z.iso.datetime({ offset: true });

/** `POST /api/v1/auctions`. */
export const createAuction = z.strictObject({
  title: localText(200),
  description: localText(20_000).optional(),
  terms: localText(50_000).optional(),
  currency,
  /** A ladder's name known to the house (`ebay-us`, `house`) or bands of its own. */
  ladder: z.union([z.enum(['house', 'ebay-us']), ladder]).default('house'),
  charges: charges.optional(),
  softClose: softClose.nullable().optional(),
  cascade: cascade.nullable().default(null),
  approval: z.enum(['auto', 'manual']).default('auto'),
  /** What a bidder deposits before they bid (REG4); null: nothing. */
  depositMinor: amountMinor.nullable().default(null),
  staleBid: z.enum(['accept', 'confirm']).default('accept'),
  editPolicy: editPolicy.default('ask'),
  opensAt: instant.optional(),
  closesAt: instant.optional(),
});

/** `PATCH /api/v1/auctions/:id`; needs `If-Match` with the sale's and auction's version ("7.3"). */
export const patchAuction = z
  .strictObject({
    title: localText(200),
    description: localText(20_000),
    terms: localText(50_000),
    approval: z.enum(['auto', 'manual']),
    /** Any until the sale is live; from then on only less, or none (REG4). */
    depositMinor: amountMinor.nullable(),
    editPolicy,
    /** Publishing or ending is a change of state: draft → published → live → ended. */
    state: z.enum(['published', 'live', 'ended']),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');

/** A sale as anyone may see it. */
export const auctionView = z.strictObject({
  id: z.int(),
  slug: z.string(),
  state: z.enum(['draft', 'published', 'live', 'ended']),
  version,
  saleVersion: version,
  title: z.strictObject({ en: z.string(), zh: z.string() }),
  description: z.strictObject({ en: z.string(), zh: z.string() }),
  terms: z.strictObject({ en: z.string(), zh: z.string() }),
  termsVersion: z.int(),
  currency: z.string(),
  charges,
  softClose: softClose.nullable(),
  cascade: cascade.nullable(),
  approval: z.enum(['auto', 'manual']),
  /** What a bidder deposits before they bid (REG4); null: nothing. */
  depositMinor: z.int().nullable(),
  staleBid: z.enum(['accept', 'confirm']),
  editPolicy,
  ladder,
  opensAt: z.string().nullable(),
  closesAt: z.string().nullable(),
  lotCount: z.int(),
});

/** See `auctionView`. */
export type AuctionView = z.infer<typeof auctionView>;
/** See `createAuction`. */
export type CreateAuction = z.infer<typeof createAuction>;
/** See `patchAuction`. */
export type PatchAuction = z.infer<typeof patchAuction>;
/** See `charges`. */
export type Charges = z.infer<typeof charges>;
/** See `softClose`. */
export type SoftClose = z.infer<typeof softClose>;
