import canonicalize from 'canonicalize';
import { textDigest } from './digest';

/** Values of a record's fields by name; JSON. */
export type FieldValues = Readonly<Record<string, unknown>>;

/** What was changed, field by field: `{title: [base, new]}` (EDT3). Unchanged fields are absent. */
export type FieldChanges = Readonly<Record<string, readonly [base: unknown, changed: unknown]>>;

/** The fields that a version of a record's form has. A later version only ever adds some. */
export interface FieldSchema {
  readonly version: number;
  readonly fields: readonly string[];
}

/** RFC 8785, so that the order of an object's members does not matter; what is absent is null. */
const textOf = (value: unknown) => canonicalize(value ?? null) ?? 'null';

/** Whether two values of a field are the same. */
export const isSameValue = (a: unknown, b: unknown): boolean => textOf(a) === textOf(b);

/**
 * The digest of a record over the named fields of one version of its form (EDT3), 16 hex digits.
 * Fields that this version does not know change nothing: a new column leaves old digests as they are.
 */
export const fieldsDigest = (schema: FieldSchema, values: FieldValues): string =>
  textDigest(
    textOf([schema.version, ...schema.fields.map((field) => [field, values[field] ?? null])]),
  );

/** What of the form's fields is different in `mine` from `base`. */
export function changesBetween(
  schema: FieldSchema,
  base: FieldValues,
  mine: FieldValues,
): FieldChanges {
  const changed = schema.fields.filter((field) => !isSameValue(base[field], mine[field]));
  return Object.fromEntries(
    changed.map((field) => [field, [base[field] ?? null, mine[field] ?? null]]),
  );
}

/** What merging comes to: fields to be written, and fields that both sides changed. */
export interface Merged {
  readonly apply: FieldValues;
  readonly conflicts: readonly string[];
}

/**
 * Puts changes onto what a record is by now (EDT2). A field that is still as the change found it is
 * taken; one that both sides changed to the same needs nothing; any other is in conflict.
 */
export function mergeFields(changes: FieldChanges, current: FieldValues): Merged {
  const apply: Record<string, unknown> = {};
  const conflicts: string[] = [];
  for (const [field, [base, changed]] of Object.entries(changes)) {
    if (isSameValue(current[field], changed)) continue;
    if (isSameValue(current[field], base)) apply[field] = changed;
    else conflicts.push(field);
  }
  return { apply, conflicts };
}

/**
 * Values edited here, carried over to a newer base: fields that were not edited become the newer
 * ones, edits stay. What another changed and what was changed here are both kept, field by field.
 */
export function rebase(
  schema: FieldSchema,
  values: { base: FieldValues; mine: FieldValues; newer: FieldValues },
): FieldValues {
  const edits = changesBetween(schema, values.base, values.mine);
  const kept = Object.entries(edits).map(([field, [, mine]]) => [field, mine]);
  return { ...values.newer, ...Object.fromEntries(kept) };
}
