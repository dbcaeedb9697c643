import type { Problem } from '../api/problem';
import {
  CATALOGUE_SCHEMA,
  type CatalogueFields,
  type CatalogueRecord,
  type CatalogueSchema,
  catalogueSchema,
  type EditSubmission,
  type MakeSubmission,
} from '../api/v1/catalogue';
import type { CreateLot } from '../api/v1/lots';
import {
  changesBetween,
  type FieldChanges,
  type FieldValues,
  fieldsDigest,
} from '../sync/field-edits';

/** What only a new lot says: fixed once it is made. */
export type NewLotTerms = Pick<
  CreateLot,
  'startMinor' | 'reserveMinor' | 'opensAt' | 'closesAt' | 'sellerEmail'
> &
  /** Entries of before it could be chosen have none. */
  Partial<Pick<CreateLot, 'selling'>>;

/** What was downloaded last, in the form of that time; the fields here are judged against it. */
export interface HeldBase {
  epoch: number;
  version: number;
  schema: number;
  fields: CatalogueFields;
}

/** Why an entry is not as somebody wanted it. */
export type EntryTrouble =
  /** Changed on both sides: somebody chooses between the fields here and `theirs`. */
  | { kind: 'conflict'; theirs: CatalogueRecord; epoch: number }
  /** The sale let the primary win; `was` is what had been edited here. */
  | { kind: 'overruled'; was: FieldChanges }
  | { kind: 'refused'; problem: Problem }
  /** It was edited here and is no longer in the sale. */
  | { kind: 'gone' };

/** A submission that has no answer yet, exactly as it goes out (EDT5), and the fields it stands for. */
export interface Sent {
  submission: EditSubmission | MakeSubmission;
  fields: CatalogueFields;
}

/** A catalogue entry as this client keeps it. */
export interface LocalEntry {
  /** `lot:42`, or `new:<client key>` of one made here, for as long as it is kept. */
  key: string;
  auctionId: number;
  /** Null until the primary has made it. */
  id: number | null;
  lotNumber: number | null;
  /** Null until the primary has made it. */
  base: HeldBase | null;
  /** As they stand here. */
  fields: CatalogueFields;
  /** Of one that the primary has not made yet. */
  terms: NewLotTerms | null;
  sent: Sent | null;
  trouble: EntryTrouble | null;
}

/** What a person is told of an entry. */
export type EntryStatus = 'synced' | 'edited' | 'new' | 'sending' | EntryTrouble['kind'];

/** The key of an entry that was downloaded. */
export const keyOfLot = (id: number) => `lot:${id}`;

/** The client key of an entry made here (EDT1); null of others. */
export const clientKeyOf = (key: string): string | null =>
  key.startsWith('new:') ? key.slice('new:'.length) : null;

/** An entry as it was downloaded. */
export function entryOf(
  record: CatalogueRecord,
  of: { auctionId: number; epoch: number },
): LocalEntry {
  return {
    key: keyOfLot(record.id),
    auctionId: of.auctionId,
    id: record.id,
    lotNumber: record.lotNumber,
    base: baseOf(record, of.epoch, CATALOGUE_SCHEMA.version),
    fields: record.fields,
    terms: null,
    sent: null,
    trouble: null,
  };
}

/** A lot made here. @param clientKey a uuid, drawn once (EDT1). */
export const newEntry = (made: {
  auctionId: number;
  clientKey: string;
  fields: CatalogueFields;
  terms: NewLotTerms;
}): LocalEntry => ({
  key: `new:${made.clientKey}`,
  auctionId: made.auctionId,
  id: null,
  lotNumber: null,
  base: null,
  fields: made.fields,
  terms: made.terms,
  sent: null,
  trouble: null,
});

/** What a record is to an entry that took it in. */
export const baseOf = (record: CatalogueRecord, epoch: number, schema: number): HeldBase => ({
  epoch,
  version: record.version,
  schema,
  fields: record.fields,
});

/** The form in which an entry is judged: that of its base, which an older program may have downloaded. */
export const schemaOf = (entry: LocalEntry): CatalogueSchema =>
  (entry.base && catalogueSchema(entry.base.schema)) ?? CATALOGUE_SCHEMA;

/** What was changed here since the base; everything, of an entry made here. */
export const editsOf = (entry: LocalEntry): FieldChanges =>
  changesBetween(schemaOf(entry), entry.base?.fields ?? {}, entry.fields);

/** The digests of an entry's base and of the entry as it stands (EDT3). */
export function digestsOf(entry: LocalEntry): { base: string | null; mine: string } {
  const schema = schemaOf(entry);
  return {
    base: entry.base && fieldsDigest(schema, entry.base.fields),
    mine: fieldsDigest(schema, entry.fields),
  };
}

/** Whether an entry is another than its base (EDT3). */
export function isEdited(entry: LocalEntry): boolean {
  const { base, mine } = digestsOf(entry);
  return base !== mine;
}

/** What a person is told of an entry. */
export function statusOf(entry: LocalEntry): EntryStatus {
  if (entry.trouble && !(entry.trouble.kind === 'overruled' && isEdited(entry))) {
    return entry.trouble.kind;
  }
  if (entry.sent) return 'sending';
  if (!entry.base) return 'new';
  return isEdited(entry) ? 'edited' : 'synced';
}

/** Text that no database holds: U+0000 and halves of a surrogate pair. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const storable = (values: FieldValues): CatalogueFields =>
  JSON.parse(JSON.stringify(values), (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(UNSTORABLE, '') : value,
  );

/** An entry after a person edited fields of it. A refusal was of what it said before. */
export function edited(
  entry: LocalEntry,
  change: { fields?: CatalogueFields; terms?: NewLotTerms },
): LocalEntry {
  const fields = { ...entry.fields, ...storable(change.fields ?? {}) };
  const isKept = entry.trouble?.kind === 'conflict' || entry.trouble?.kind === 'gone';
  return {
    ...entry,
    fields,
    terms: entry.terms && (change.terms ?? entry.terms),
    trouble: isKept ? entry.trouble : null,
  };
}

/** An entry whose edits were taken back; null where nothing is left of it. */
export function takenBack(entry: LocalEntry): LocalEntry | null {
  // What was sent may have been applied: only its answer ends it.
  if (entry.sent) return entry;
  if (!entry.base || entry.trouble?.kind === 'gone') return null;
  if (entry.trouble?.kind === 'conflict') {
    const { theirs, epoch } = entry.trouble;
    return {
      ...entry,
      base: baseOf(theirs, epoch, CATALOGUE_SCHEMA.version),
      fields: theirs.fields,
      trouble: null,
    };
  }
  return { ...entry, fields: entry.base.fields, trouble: null };
}

/** An entry whose conflict a person settled: `fields` is what it shall be, on top of theirs. */
export function resolved(entry: LocalEntry, fields: CatalogueFields): LocalEntry {
  if (entry.trouble?.kind !== 'conflict') return entry;
  const { theirs, epoch } = entry.trouble;
  return {
    ...entry,
    base: baseOf(theirs, epoch, CATALOGUE_SCHEMA.version),
    fields: { ...theirs.fields, ...storable(fields) },
    trouble: null,
  };
}
