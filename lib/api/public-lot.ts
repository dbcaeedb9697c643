import { z } from 'zod';
import { channelName, recordKey } from './record-key';

/** What a lot's bidding can be in. */
export const lotPhase = z.enum(['scheduled', 'open', 'held', 'sold', 'passed', 'withdrawn']);

/** A version of a record: a positive int4. */
export const version = z.int().min(1).max(0x7fffffff);

/** Where a lot is in a live sale, and what is asked there. */
export const saleroom = z.strictObject({
  stage: z.enum([
    'pre-sale',
    'on-the-block',
    'fair-warning',
    'final-call',
    'on-hold',
    'sold',
    'passed',
    'withdrawn',
  ]),
  /** The bid that leads was made on the floor: by the paddle that leads, or by the room. */
  isFloor: z.boolean(),
  /** The step that is asked for instead of the ladder's. */
  stepMinor: z.int().positive().nullable(),
});

/**
 * A price that falls by itself (DUT1): at t it is start − step × ⌊(t − since) / interval⌋, the start before
 * `sinceMs`, and not below the floor, which is null while the reserve is secret.
 */
export const fallingPrice = z.strictObject({
  sinceMs: z.int(),
  startMinor: z.int().positive(),
  stepMinor: z.int().positive(),
  intervalMs: z.int().positive(),
  floorMinor: z.int().positive().nullable(),
});

/**
 * Everything about a lot's bidding that anyone may see: the body of record `lot:42` and of the
 * `lots` frame. Never a maximum, a reserve's amount, a name or a user id (AUT1).
 */
export const publicLot = z.strictObject({
  id: z.int().positive(),
  auctionId: z.int().positive(),
  /** The n of `auction:7/n`, so that a page can compute the channel's digest (CHN1). */
  channel: z.int().min(0),
  version,
  lotNumber: z.int().positive(),
  format: z.enum(['english', 'reverse', 'live', 'sealed', 'vickrey', 'multi-unit', 'dutch']),
  state: lotPhase,
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** The current price; the hammer price once sold; null while there is no bid. */
  priceMinor: z.int().positive().nullable(),
  /** The least acceptable next bid (the start while there is none); null when none is taken any more. */
  askMinor: z.int().positive().nullable(),
  bidCount: z.int().min(0),
  leaderPaddle: z.int().positive().nullable(),
  reserve: z.enum(['none', 'met', 'not-met']),
  /** Of a lot of several units: how many, and how many are not sold. */
  units: z.strictObject({ offered: z.int().positive(), left: z.int().min(0) }).optional(),
  /** Of a Dutch lot. */
  falling: fallingPrice.optional(),
  opensAtMs: z.int(),
  closesAtMs: z.int(),
  extensions: z.int().min(0),
  /** Of a lot that a clerk calls, and of no other (LIV1). */
  saleroom: saleroom.optional(),
  /** What it can be bought for at once (BUY1); missing where that is not on offer. */
  buyNowMinor: z.int().positive().optional(),
});

/** See `publicLot`. */
export type PublicLot = z.infer<typeof publicLot>;

/** The public body of record `auction:7`. */
export const publicAuction = z.strictObject({
  id: z.int().positive(),
  version,
  state: z.enum(['draft', 'published', 'live', 'ended']),
  opensAtMs: z.int().nullable(),
  closesAtMs: z.int().nullable(),
  lotCount: z.int().min(0),
});

/** See `publicAuction`. */
export type PublicAuction = z.infer<typeof publicAuction>;

/**
 * A record as it travels between master, Memcached and nodes. `body` is null for a tombstone
 * (`gone`, FET5) and for records of which nodes only need the version (`item:`, `sale:`, `reg:`, `me:`).
 */
export const syncRecord = z.strictObject({
  key: recordKey,
  version,
  channel: channelName,
  gone: z.boolean(),
  body: z.unknown(),
});

/** See `syncRecord`. */
export type SyncRecord = z.infer<typeof syncRecord>;
