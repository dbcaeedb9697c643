import { z } from 'zod';
import { myBid } from './bids';

/** `POST /api/v1/auctions/:id/registrations`: the terms' version that was shown and accepted. */
export const register = z.strictObject({ termsVersion: z.int().min(1) });

/** `PATCH /api/v1/registrations/:id`, by the auctioneer (REG1). */
export const patchRegistration = z.strictObject({
  status: z.enum(['approved', 'declined', 'suspended']),
});

/** A registration as its owner and the house see it. */
export const registrationView = z.strictObject({
  id: z.int(),
  auctionId: z.int(),
  paddle: z.int(),
  status: z.enum(['pending', 'approved', 'declined', 'suspended']),
  termsVersion: z.int(),
  createdAt: z.string(),
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
/** See `registrationView`. */
export type RegistrationView = z.infer<typeof registrationView>;
