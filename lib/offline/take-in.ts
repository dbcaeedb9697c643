import { PROBLEM_BASE } from '../api/problem';
import {
  CATALOGUE_SCHEMA,
  type CatalogueFields,
  type CatalogueHead,
  type CatalogueRecord,
  type EditSubmission,
  type MakeSubmission,
  type SubmissionAnswer,
} from '../api/v1/catalogue';
import { EDIT_ACTIONS, type EditPolicy, editCase } from '../sync/edit-cases';
import { fieldsDigest, isSameValue, rebase } from '../sync/field-edits';
import {
  baseOf,
  clientKeyOf,
  digestsOf,
  editsOf,
  isEdited,
  type LocalEntry,
  schemaOf,
} from './local-entry';

const NEWEST = CATALOGUE_SCHEMA.version;

/** What is to be downloaded, and which entries the sale no longer has. */
export interface Plan {
  fetch: number[];
  gone: string[];
}

/** What a catalogue's versions ask for, entry by entry (EDT2, EDT3). */
export function planOf(entries: Iterable<LocalEntry>, head: CatalogueHead): Plan {
  const held = new Map<number, LocalEntry>();
  for (const entry of entries) if (entry.id !== null) held.set(entry.id, entry);
  const fetch = head.versions
    .filter(([id, version]) => isWanted(held.get(id), version, head))
    .map(([id]) => id);
  const there = new Set(head.versions.map(([id]) => id));
  const gone = [...held].flatMap(([id, entry]) => (there.has(id) ? [] : [entry.key]));
  return { fetch, gone };
}

function isWanted(entry: LocalEntry | undefined, version: number, head: CatalogueHead): boolean {
  if (!entry?.base) return true;
  // Its answer will bring the entry as it is.
  if (entry.sent) return false;
  if (entry.trouble?.kind === 'conflict') {
    return entry.trouble.theirs.version !== version || entry.trouble.epoch !== head.epoch;
  }
  // Versions of another history, and fields of an older form, say nothing: look at the entry.
  if (entry.base.epoch !== head.epoch || entry.base.schema !== NEWEST) return true;
  const action = actionFor(entry, { version, digest: null }, head.editPolicy);
  return action === 'download' || action === 'ask';
}

function actionFor(
  entry: LocalEntry,
  server: { version: number; digest: string | null } | null,
  policy: EditPolicy,
) {
  const { base, mine } = digestsOf(entry);
  const held = entry.base && base !== null ? { version: entry.base.version, digest: base } : null;
  return EDIT_ACTIONS[editCase({ base: held, mine, server })][policy];
}

/** An entry after its record was downloaded (EDT2). */
export function tookRecord(
  entry: LocalEntry,
  record: CatalogueRecord,
  by: { epoch: number; policy: EditPolicy },
): LocalEntry {
  if (entry.sent) return entry;
  const schema = schemaOf(entry);
  const newer = baseOf(record, by.epoch, NEWEST);
  const known = { ...entry, id: record.id, lotNumber: record.lotNumber, terms: null };
  const digest = fieldsDigest(schema, record.fields);
  const action = actionFor(entry, { version: record.version, digest }, by.policy);
  const isAsked = entry.trouble?.kind === 'conflict' && action === 'merge';
  if (action === 'ask' || isAsked) {
    return { ...known, trouble: { kind: 'conflict', theirs: record, epoch: by.epoch } };
  }
  if (action === 'download') {
    const was = editsOf(entry);
    const isOverruled = Object.keys(was).length > 0;
    const trouble = isOverruled ? { kind: 'overruled' as const, was } : kept(entry);
    return { ...known, base: newer, fields: record.fields, trouble };
  }
  // The base as it was goes out with the edit: the primary merges.
  if (action === 'merge') return entry;
  const base = entry.base?.fields ?? {};
  const fields = rebase(schema, { base, mine: entry.fields, newer: record.fields });
  return { ...known, base: newer, fields };
}

/** What was overruled stays to be seen until somebody has looked. */
const kept = (entry: LocalEntry) => (entry.trouble?.kind === 'overruled' ? entry.trouble : null);

/** An entry that the sale no longer has; null where nothing of it is kept. */
export function wentMissing(entry: LocalEntry): LocalEntry | null {
  if (entry.sent) return entry;
  if (!isEdited(entry)) return null;
  return { ...entry, trouble: { kind: 'gone' } };
}

/** Whether an entry has something to submit that may be taken. */
export const isToBeSent = (entry: LocalEntry): boolean =>
  !entry.sent && (entry.trouble === null || entry.trouble.kind === 'overruled') && isEdited(entry);

/** An entry with its submission as it will go out, as often as it takes (EDT5). */
export function frozen(entry: LocalEntry, id: string): LocalEntry {
  if (!isToBeSent(entry)) return entry;
  return {
    ...entry,
    trouble: null,
    sent: { submission: submissionOf(entry, id), fields: entry.fields },
  };
}

function submissionOf(entry: LocalEntry, id: string): EditSubmission | MakeSubmission {
  const clientKey = clientKeyOf(entry.key);
  if (entry.base && entry.id !== null) {
    const { version } = entry.base;
    const digest = digestsOf(entry).base ?? '';
    const changes = Object.entries(editsOf(entry)).map(([field, [base, mine]]) => [
      field,
      [base, mine],
    ]);
    return {
      id,
      lotId: entry.id,
      schema: schemaOf(entry).version,
      base: { version, digest },
      changes: Object.fromEntries(changes),
    };
  }
  const lot = { ...filled(entry.fields), ...entry.terms };
  return { id: clientKey ?? id, schema: NEWEST, lot };
}

/** A new lot leaves out what it does not say. */
const filled = (fields: CatalogueFields) =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && !isSameValue(value, { en: '', zh: '' }),
    ),
  );

/** An entry after the answer to its submission; what was edited meanwhile stays edited. */
export function tookAnswer(entry: LocalEntry, answer: SubmissionAnswer, epoch: number): LocalEntry {
  if (entry.sent?.submission.id !== answer.id) return entry;
  const { submission, fields: asSent } = entry.sent;
  const done = { ...entry, sent: null };
  if (answer.outcome === 'refused') {
    const isMovedOn = !isSameValue(asSent, entry.fields);
    if (isMovedOn) return done;
    const isGone = answer.problem.type === `${PROBLEM_BASE}not-found` && entry.base !== null;
    return {
      ...done,
      trouble: isGone ? { kind: 'gone' } : { kind: 'refused', problem: answer.problem },
    };
  }
  const { record } = answer;
  if (answer.outcome === 'conflict') {
    return { ...done, trouble: { kind: 'conflict', theirs: record, epoch } };
  }
  const after = {
    ...done,
    id: record.id,
    lotNumber: record.lotNumber,
    terms: null,
    base: baseOf(record, epoch, submission.schema),
  };
  if (answer.outcome === 'overruled') {
    return { ...after, fields: record.fields, trouble: { kind: 'overruled', was: editsOf(entry) } };
  }
  const schema = schemaOf(after);
  const fields = rebase(schema, { base: asSent, mine: entry.fields, newer: record.fields });
  return { ...after, fields, trouble: null };
}
