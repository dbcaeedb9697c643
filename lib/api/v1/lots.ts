import { z } from 'zod';
import { localText, maybeText } from '../local-text';
import { fallingPrice, lotPhase, publicLot, saleroom, version } from '../public-lot';
import { amountMinor, instant } from './auctions';
import { selling } from './selling';

const shownText = z.strictObject({ en: z.string(), zh: z.string() });
const picture = z
  .string()
  .max(500)
  .regex(/^\/art\/[a-z0-9-]+\.webp$/, 'must be a picture of the house');

/** One lot of `POST /api/v1/auctions/:id/lots`, which takes one or `{lots: […]}`. */
export const createLot = z
  .strictObject({
    title: localText(300),
    description: maybeText(20_000).optional(),
    condition: maybeText(5_000).optional(),
    /** What is announced about the lot after its catalogue was printed. */
    notice: maybeText(5_000).optional(),
    estimateLowMinor: amountMinor.optional(),
    estimateHighMinor: amountMinor.optional(),
    pictures: z.array(picture).max(20).default([]),
    selling: selling.default({ format: 'english', belowReserve: 'steps', buyNowMinor: null }),
    startMinor: amountMinor,
    reserveMinor: amountMinor.nullable().default(null),
    opensAt: instant,
    /** Left out where the price falls by itself: then it follows from the other terms (DUT1). */
    closesAt: instant.optional(),
    /** The consignor, when they have an account: may not bid (REG3). */
    sellerEmail: z.email().optional(),
    /** A retry with the same key makes no second lot (EDT1). */
    clientKey: z.uuid().optional(),
  })
  .refine((lot) => lot.closesAt !== undefined || lot.selling.format === 'dutch', {
    message: 'must be given where lots are sold in this way',
    path: ['closesAt'],
  })
  .refine(
    (lot) => lot.closesAt === undefined || Date.parse(lot.opensAt) < Date.parse(lot.closesAt),
    { message: 'must be later than opensAt', path: ['closesAt'] },
  )
  .refine(
    (lot) =>
      lot.estimateLowMinor === undefined ||
      lot.estimateHighMinor === undefined ||
      lot.estimateLowMinor <= lot.estimateHighMinor,
    { message: 'must not be below estimateLowMinor', path: ['estimateHighMinor'] },
  );

/** One lot or many at once. */
export const createLots = z.union([
  z.strictObject({ lots: z.array(createLot).min(1).max(5_000) }),
  createLot,
]);

/** `PATCH /api/v1/items/:id`; needs `If-Match` with the item's version. */
export const patchItem = z
  .strictObject({
    title: localText(300),
    description: maybeText(20_000),
    condition: maybeText(5_000),
    notice: maybeText(5_000),
    estimateLowMinor: amountMinor.nullable(),
    estimateHighMinor: amountMinor.nullable(),
    pictures: z.array(picture).max(20),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');

/** A lot as anyone may see it: the live part of `publicLot` and its catalogue entry. */
export const lotView = z.strictObject({
  id: z.int(),
  auctionId: z.int(),
  channel: z.int(),
  version,
  lotNumber: z.int(),
  format: publicLot.shape.format,
  state: lotPhase,
  currency: z.string(),
  priceMinor: z.int().nullable(),
  askMinor: z.int().nullable(),
  bidCount: z.int(),
  leaderPaddle: z.int().nullable(),
  reserve: z.enum(['none', 'met', 'not-met']),
  units: publicLot.shape.units,
  /** As in `publicLot`, but for the time. */
  falling: fallingPrice.omit({ sinceMs: true }).extend({ since: z.string() }).optional(),
  opensAt: z.string(),
  closesAt: z.string(),
  extensions: z.int(),
  saleroom: saleroom.optional(),
  buyNowMinor: publicLot.shape.buyNowMinor,
  item: z.strictObject({
    version,
    title: shownText,
    description: shownText,
    condition: shownText,
    notice: shownText,
    estimateLowMinor: z.int().nullable(),
    estimateHighMinor: z.int().nullable(),
    pictures: z.array(z.string()),
  }),
});

/** `POST /api/v1/lots/:id/actions`: `version` is the one the clerk saw; stale → 409. */
export const lotAction = z.strictObject({
  action: z.enum(['open', 'close', 'withdraw']),
  version,
});

/** The answer to an action. */
export const lotActionAnswer = z.strictObject({ lot: lotView });

/** See `lotView`. */
export type LotView = z.infer<typeof lotView>;
/** See `createLot`. */
export type CreateLot = z.infer<typeof createLot>;
/** See `patchItem`. */
export type PatchItem = z.infer<typeof patchItem>;
/** See `lotAction`. */
export type LotAction = z.infer<typeof lotAction>;
