import { z } from 'zod';

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

/** See `registrationView`. */
export type RegistrationView = z.infer<typeof registrationView>;
