import { z } from 'zod';

/** A term that the house changed; of a secret one no value is told. */
const changedTerm = z.strictObject({
  /** As in `changeableTerms`. */
  term: z.string(),
  isSecret: z.boolean(),
  /** Null also where it was not told before. */
  before: z.unknown(),
  after: z.unknown(),
});

/** What the house changed of a lot that bidders go by (TRM2), as anyone may see it: never a reason or a name. */
export const lotChange = z.strictObject({
  entry: z.int(),
  kind: z.enum(['termsSet', 'reopened']),
  at: z.string(),
  by: z.string(),
  terms: z.array(changedTerm),
});

/** `GET /api/v1/lots/:id/changes`: the newest 50, the newest first. */
export const lotChanges = z.strictObject({ items: z.array(lotChange) });

/** See `lotChange`. */
export type LotChange = z.infer<typeof lotChange>;
