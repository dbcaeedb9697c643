import { z } from 'zod';

/** `GET /api/v1/lots/:id/ledger`: `cursor` is the last entry of the page before. */
export const ledgerQuery = z.strictObject({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(5_000),
});

/** A lot's ledger as docs/LEDGER.md describes it; what `npm run verify` reads. */
export const lotLedger = z.strictObject({
  format: z.literal('lotcast-ledger/2'),
  auctionId: z.int(),
  lotId: z.int(),
  /** Whether the lot has ended, so that all of its entries can be told. */
  isComplete: z.boolean(),
  entries: z.array(
    z.strictObject({
      /** The exact text that was hashed; null while the lot goes on, of what is somebody's own. */
      text: z.string().nullable(),
      hash: z.string(),
    }),
  ),
  /** What opens the commitments of these entries, once the lot has ended. */
  openings: z.array(
    z.strictObject({
      entry: z.int(),
      of: z.enum(['max', 'reserve']),
      amountMinor: z.int(),
      salt: z.string(),
    }),
  ),
  next: z.string().nullable(),
});

/** See `lotLedger`. */
export type LotLedgerView = z.infer<typeof lotLedger>;
