import { z } from 'zod';
import { problem } from '../problem';
import { version } from '../public-lot';
import { type LotView, lotView } from './lots';

/** A field of a catalogue entry that people edit. */
export type CatalogueField = Exclude<keyof LotView['item'], 'version'>;

/** The fields of one version of the entry's form. */
export interface CatalogueSchema {
  readonly version: number;
  readonly fields: readonly CatalogueField[];
}

const FIRST: readonly CatalogueField[] = [
  'title',
  'description',
  'condition',
  'estimateLowMinor',
  'estimateHighMinor',
  'pictures',
];

/** The form as it is now. A new column makes a new version here; older ones stay for older clients. */
export const CATALOGUE_SCHEMA: CatalogueSchema = { version: 2, fields: [...FIRST, 'notice'] };

/** Every version of the form that a client may still speak (EDT3). */
const SCHEMAS: readonly CatalogueSchema[] = [{ version: 1, fields: FIRST }, CATALOGUE_SCHEMA];

/** A version of the form; null for one that this house does not know. */
export const catalogueSchema = (wanted: number): CatalogueSchema | null =>
  SCHEMAS.find((one) => one.version === wanted) ?? null;

type Role = 'bidder' | 'clerk' | 'auctioneer' | 'admin';

/** Who may change which fields of an entry, and who may add lots (EDT4). */
export const CATALOGUE_RIGHTS: Record<
  Role,
  { readonly mayChange: readonly CatalogueField[]; readonly mayAdd: boolean }
> = {
  bidder: { mayChange: [], mayAdd: false },
  // What is seen and announced in the room; not what was catalogued.
  clerk: { mayChange: ['condition', 'notice'], mayAdd: false },
  auctioneer: { mayChange: CATALOGUE_SCHEMA.fields, mayAdd: true },
  admin: { mayChange: CATALOGUE_SCHEMA.fields, mayAdd: true },
};

const { version: _, ...fields } = lotView.shape.item.shape;
const lotId = z.int().min(1).max(0x7fffffff);

/** The editable fields of an entry. One of an older form lacks those that came later. */
export const catalogueFields = z.strictObject(fields).partial();

/** An entry as a client keeps it to edit it offline. */
export const catalogueRecord = z.strictObject({
  id: lotId,
  lotNumber: z.int(),
  version,
  /** The key it was made with (EDT1). */
  clientKey: z.string().nullable(),
  fields: catalogueFields,
});

/** `GET /api/v1/auctions/:id/catalogue`: what there is, before anything is downloaded (EDT3). */
export const catalogueHead = z.strictObject({
  /** Versions count within one epoch (EPO1). */
  epoch: z.int(),
  /** The newest form of an entry that this house speaks. */
  schema: z.int(),
  editPolicy: z.enum(['server-wins', 'merge-fields', 'ask']),
  /** What the caller may do (EDT4). */
  mayChange: z.array(z.string()),
  mayAdd: z.boolean(),
  /** `[id, version]` of every entry of the sale, in lot order. */
  versions: z.array(z.tuple([lotId, version])),
});

/** Most entries of one request. */
export const RECORDS_AT_ONCE = 100;
/** Most submissions of one request. */
export const SUBMISSIONS_AT_ONCE = 100;

/** `GET /api/v1/auctions/:id/catalogue/records`. */
export const catalogueRecordsQuery = z.strictObject({
  ids: z
    .string()
    .regex(/^[1-9]\d{0,9}(?:,[1-9]\d{0,9})*$/, 'must be ids such as 41,42')
    .transform((text) => text.split(',').map(Number))
    .refine((ids) => ids.every((id) => id <= 0x7fffffff), 'must be ids such as 41,42')
    .refine((ids) => ids.length <= RECORDS_AT_ONCE, `must be at most ${RECORDS_AT_ONCE}`),
  schema: z.coerce.number().int().min(1),
});

/** See `catalogueRecordsQuery`; entries that are not there are left out. */
export const catalogueRecords = z.strictObject({
  epoch: z.int(),
  records: z.array(catalogueRecord),
});

/**
 * An edit of an entry: only the fields that changed, each with what it was before. Values are checked
 * one submission at a time, so that one that is wrong spoils no other.
 */
export const editSubmission = z.strictObject({
  /** Drawn by the client once: sent again it changes nothing again (EDT5). */
  id: z.uuid(),
  lotId,
  /** The form that the client knows. */
  schema: z.int().min(1),
  /** The version and the digest of what the edit was based on (EDT1). */
  base: z.strictObject({ version, digest: z.string().max(64) }),
  changes: z.record(z.string().max(50), z.tuple([z.unknown(), z.unknown()])),
});

/** A lot made offline: `lot` as `POST /auctions/:id/lots` takes it, without its client key. */
export const makeSubmission = z.strictObject({
  /** Its client key: sent again it makes no second lot (EDT1). */
  id: z.uuid(),
  schema: z.int().min(1),
  lot: z.record(z.string().max(50), z.unknown()),
});

/** `POST /api/v1/auctions/:id/catalogue/submissions`. */
export const catalogueSubmissions = z.strictObject({
  submissions: z
    .array(z.union([editSubmission, makeSubmission]))
    .min(1)
    .max(SUBMISSIONS_AT_ONCE),
});

const answered = { id: z.string() };

/** What became of one submission. The entry is as it is after it, in the form of the submission. */
export const submissionAnswer = z.discriminatedUnion('outcome', [
  /** Applied, now or when it was sent before. */
  z.strictObject({ outcome: z.literal('accepted'), ...answered, record: catalogueRecord }),
  /** The entry had changed and the sale lets the primary win: nothing was applied. */
  z.strictObject({ outcome: z.literal('overruled'), ...answered, record: catalogueRecord }),
  /** The entry had changed: somebody must choose. `fields` were changed on both sides. */
  z.strictObject({
    outcome: z.literal('conflict'),
    ...answered,
    record: catalogueRecord,
    fields: z.array(z.string()),
  }),
  /** Not applied, whatever the entry is; `problem` names the field. */
  z.strictObject({ outcome: z.literal('refused'), ...answered, problem }),
]);

/** Answers in the order of the submissions. */
export const catalogueAnswers = z.strictObject({
  epoch: z.int(),
  answers: z.array(submissionAnswer),
});

/** See `catalogueHead`. */
export type CatalogueHead = z.infer<typeof catalogueHead>;
/** See `catalogueFields`. */
export type CatalogueFields = z.infer<typeof catalogueFields>;
/** See `catalogueRecord`. */
export type CatalogueRecord = z.infer<typeof catalogueRecord>;
/** See `editSubmission`. */
export type EditSubmission = z.infer<typeof editSubmission>;
/** See `makeSubmission`. */
export type MakeSubmission = z.infer<typeof makeSubmission>;
/** See `submissionAnswer`. */
export type SubmissionAnswer = z.infer<typeof submissionAnswer>;
