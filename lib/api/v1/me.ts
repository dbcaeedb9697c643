import { z } from 'zod';

/** Who is signed in. */
export const me = z.strictObject({
  userId: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: z.enum(['bidder', 'clerk', 'auctioneer', 'admin']),
  houseId: z.int().nullable(),
});

/** `POST /api/v1/keys`: what the key is for. */
export const createApiKey = z.strictObject({ name: z.string().trim().min(1).max(100) });

/** A key as its owner sees it later. */
export const apiKeyView = z.strictObject({
  id: z.int(),
  name: z.string(),
  /** Its first characters. */
  prefix: z.string(),
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
});

/** A new key; `key` is shown this once. */
export const createdApiKey = z.strictObject({
  id: z.int(),
  name: z.string(),
  prefix: z.string(),
  key: z.string(),
});

/**
 * `GET /api/v1/time`: the primary's clock, how far this reading may be off (TIM1), and in which epoch that
 * server is the primary: a master may not have heard of a later one (EPO1).
 */
export const primaryTime = z.strictObject({
  nowMs: z.number(),
  errorMs: z.number(),
  epoch: z.int().positive(),
});

/** See `me`. */
export type Me = z.infer<typeof me>;
/** See `apiKeyView`. */
export type ApiKeyView = z.infer<typeof apiKeyView>;
