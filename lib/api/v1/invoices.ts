import { z } from 'zod';

/** A lot on an invoice. */
const invoiceLot = z.strictObject({
  lotId: z.int(),
  lotNumber: z.int(),
  title: z.strictObject({ en: z.string(), zh: z.string() }),
  units: z.int(),
  /** Of all units together. */
  hammerMinor: z.int(),
  isPaid: z.boolean(),
});

/** What one buyer owes for the lots they won in a sale (PRM1), as the house sees it. */
export const invoiceView = z.strictObject({
  registrationId: z.int(),
  auctionId: z.int(),
  paddle: z.int(),
  buyer: z.strictObject({ name: z.string(), email: z.string() }),
  lots: z.array(invoiceLot),
  hammerMinor: z.int(),
  premiumMinor: z.int(),
  taxMinor: z.int(),
  totalMinor: z.int(),
  /** What of it is not paid yet. */
  dueMinor: z.int(),
});

/**
 * `PATCH /api/v1/registrations/:id/payments`: of which lots of theirs the buyer has paid, or has not after all,
 * and how whoever keeps the money names it.
 */
export const patchPayments = z.strictObject({
  lots: z.array(z.int().min(1).max(0x7fffffff)).min(1).max(1_000),
  isPaid: z.boolean(),
  reference: z.string().trim().min(1).max(200),
});

/** See `invoiceView`. */
export type InvoiceView = z.infer<typeof invoiceView>;
