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

/** A published head (HED1): `text` is canonical JSON, as docs/LEDGER.md describes it. */
export const ledgerHead = z.strictObject({
  seq: z.int(),
  text: z.string(),
  /** Ed25519 over the text's UTF-8 bytes, base64url. */
  signature: z.string(),
  keyId: z.string(),
  /** SHA-256 of the text, hex: what the head after it names. */
  hash: z.string(),
});

/** See `ledgerHead`. */
export type LedgerHeadView = z.infer<typeof ledgerHead>;

/** A head, and how a lot stood in it (HED2); what `npm run verify -- ledger.json --head` reads. */
export const headProof = z.strictObject({
  lotId: z.int(),
  text: z.string(),
  signature: z.string(),
  keyId: z.string(),
  /** The lot's last entry then. */
  entry: z.int(),
  /** Of the lot's leaf, hex. */
  salt: z.string(),
  /** From the leaf up to the root: each sibling, and the side it stands on. */
  path: z.array(z.strictObject({ side: z.enum(['left', 'right']), hash: z.string() })),
});

/** See `headProof`. */
export type HeadProofView = z.infer<typeof headProof>;
