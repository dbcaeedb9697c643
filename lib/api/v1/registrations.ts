import { z } from 'zod';
import { amountMinor } from './auctions';
import { myBid } from './bids';

/** `POST /api/v1/auctions/:id/registrations`: the terms' version that was shown and accepted. */
export const register = z.strictObject({ termsVersion: z.int().min(1) });

/** `PATCH /api/v1/registrations/:id`, by the auctioneer (REG1, REG2, REG4, PRI1). What is not named stays. */
export const patchRegistration = z
  .strictObject({
    status: z.enum(['approved', 'declined', 'suspended']).optional(),
    /** The most they may have at stake at once; null: no limit. */
    limitMinor: amountMinor.nullable().optional(),
    hasPriority: z.boolean().optional(),
    /** Where the deposit is, as whoever keeps the money says, and their reference for it. */
    deposit: z
      .strictObject({
        state: z.enum(['required', 'held', 'released', 'kept']),
        reference: z.string().trim().min(1).max(200),
      })
      .optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    message: 'name at least one of status, limitMinor, hasPriority, deposit',
  });

/** A registration as its owner and the house see it. */
export const registrationView = z.strictObject({
  id: z.int(),
  auctionId: z.int(),
  paddle: z.int(),
  status: z.enum(['pending', 'approved', 'declined', 'suspended']),
  termsVersion: z.int(),
  createdAt: z.string(),
  /** What the sale asks for before anybody bids (REG4), and where it is. */
  depositMinor: z.int().nullable(),
  deposit: z.enum(['not-required', 'required', 'held', 'released', 'kept']),
  /** The most they may have at stake at once (REG2), and what of it is left; null: no limit. */
  limitMinor: z.int().nullable(),
  leftMinor: z.int().nullable(),
  /** A right of priority (PRI1). */
  hasPriority: z.boolean(),
  /** Only towards the house. */
  bidder: z.strictObject({ name: z.string(), email: z.string() }).optional(),
});

/** `GET /api/v1/me/registrations/:id`: what a `me` notice is about (PSH10). */
export const ownRegistration = z.strictObject({
  /** How often something concerned the owner: the `me` notice's version. */
  version: z.int().min(0),
  registration: registrationView,
  /** The lots of that sale they bid on, the latest bid first, at most 500. */
  bids: z.array(myBid),
});

/** See `ownRegistration`. */
export type OwnRegistration = z.infer<typeof ownRegistration>;
/** See `patchRegistration`. */
export type PatchRegistration = z.infer<typeof patchRegistration>;
/** See `registrationView`. */
export type RegistrationView = z.infer<typeof registrationView>;
