import { type CatalogueSchema, catalogueSchema, type EditSubmission } from '../../api/v1/catalogue';
import { type PatchItem, patchItem } from '../../api/v1/lots';
import { appliedTo, rememberApplied } from '../../db/item-submission';
import { type LockedItem, lockItem } from '../../db/item-update';
import type { CatalogueEntry } from '../../db/read/catalogue';
import type { Queryable } from '../../db/read/queryable';
import { inRefusableTransaction } from '../../db/refusable-transaction';
import { ok, type Result } from '../../shared/result';
import { EDIT_ACTIONS, editCase } from '../../sync/edit-cases';
import { type FieldChanges, fieldsDigest, mergeFields } from '../../sync/field-edits';
import type { ChangedRecord } from '../record-change';
import { refuse, refuseField, type Trouble } from '../trouble';
import type { Actor, Catalogue } from './catalogue';
import { refusedFields, writeItem } from './write-item';

/** An edit made offline, for one sale. */
export type OfflineEdit = EditSubmission & { auctionId: number };

/** What became of an edit, and the entry as it is after it. */
export interface EditOutcome {
  outcome: 'accepted' | 'overruled' | 'conflict';
  entry: CatalogueEntry;
  /** Fields that were changed on both sides. */
  fields: readonly string[];
}

interface Judged extends EditOutcome {
  records: readonly ChangedRecord[];
}

/**
 * Applies an edit that was made offline (EDT1–5) in one transaction: whole or not at all, and once,
 * however often it is sent. What nobody may do or nothing can be is refused; what somebody else
 * changed meanwhile is treated as the sale's policy says.
 */
export async function submitEdit(
  catalogue: Catalogue,
  actor: Actor,
  edit: OfflineEdit,
): Promise<Result<EditOutcome, Trouble>> {
  const done = await inRefusableTransaction<Judged, Trouble>(catalogue.primary, async (client) => {
    const item = await lockItem(client, edit.lotId);
    if (item?.auctionId !== edit.auctionId) return refuse('not-found');
    if (item.houseId !== actor.houseId) return refuse('not-allowed');
    const lotId = await appliedTo(client, edit);
    if (lotId === edit.lotId) return ok({ ...unwritten('accepted', item), records: [] });
    if (lotId !== null) return refuseField('/id', 'was used for another record');
    const read = readEdit(edit);
    if (!read.ok) return read;
    const refused = refusedFields(actor, Object.keys(edit.changes));
    if (refused) return refuse(refused.kind, at('/changes', refused));
    return judge(client, actor, { edit, item, ...read.value });
  });
  if (!done.ok) return done;
  const { records, ...outcome } = done.value;
  catalogue.changed(records);
  return ok(outcome);
}

interface ReadEdit {
  schema: CatalogueSchema;
  /** The changes with their new values as they will be stored. */
  changes: FieldChanges;
}

/** Holds an edit against the form it says it speaks, and its values against what an entry may hold. */
function readEdit(edit: EditSubmission): Result<ReadEdit, Trouble> {
  const schema = catalogueSchema(edit.schema);
  if (!schema) return refuseField('/schema', 'is a version that this house does not know');
  const known: readonly string[] = schema.fields;
  const unknown = Object.keys(edit.changes).filter((field) => !known.includes(field));
  if (unknown.length > 0) {
    const errors = unknown.map((field) => ({
      pointer: `/changes/${field}`,
      message: 'unknown field',
    }));
    return refuse('invalid-request', { errors });
  }
  const wanted = Object.entries(edit.changes).map(([field, [, changed]]) => [field, changed]);
  const patch = patchItem.safeParse(Object.fromEntries(wanted));
  if (!patch.success) {
    const errors = patch.error.issues.map((issue) => ({
      pointer: ['/changes', ...issue.path].join('/'),
      message: issue.message,
    }));
    return refuse('invalid-request', { errors });
  }
  const changes = Object.entries(patch.data).map(([field, changed]) => [
    field,
    [edit.changes[field]?.[0], changed],
  ]);
  return ok({ schema, changes: Object.fromEntries(changes) });
}

/** Decides by what the entry is now; the caller holds its lock. */
async function judge(
  client: Queryable,
  actor: Actor,
  input: ReadEdit & { edit: OfflineEdit; item: LockedItem },
): Promise<Result<Judged, Trouble>> {
  const { edit, item, schema, changes } = input;
  const current = Object.fromEntries(schema.fields.map((field) => [field, item[field]]));
  const { apply, conflicts } = mergeFields(changes, current);
  const isThere = Object.keys(apply).length === 0 && conflicts.length === 0;
  if (isThere) return remember(client, edit, { ...unwritten('accepted', item), records: [] });
  const found = editCase({
    base: edit.base,
    // Whoever submits has edited; what the edit made of its base does not matter here.
    mine: '',
    server: { version: item.version, digest: fieldsDigest(schema, current) },
  });
  const action = EDIT_ACTIONS[found][item.editPolicy];
  if (action === 'download') return ok({ ...unwritten('overruled', item), records: [] });
  if (action === 'ask' || (action === 'merge' && conflicts.length > 0)) {
    return ok({ ...unwritten('conflict', item), fields: conflicts, records: [] });
  }
  const patch = action === 'merge' ? apply : newValues(changes);
  const written = await writeItem(client, actor, { item, patch });
  if (!written.ok) return refuse(written.error.kind, at('/changes', written.error));
  const { version, records } = written.value;
  const after = { ...item, ...patch, version } as LockedItem;
  return remember(client, edit, { ...unwritten('accepted', after), records });
}

/** Nothing is applied that is not remembered, in the same transaction (EDT5). */
async function remember(
  client: Queryable,
  edit: OfflineEdit,
  judged: Judged,
): Promise<Result<Judged, Trouble>> {
  const { id: lotId, item } = judged.entry;
  const isNew = await rememberApplied(client, edit, { lotId, version: item.version });
  return isNew ? ok(judged) : refuseField('/id', 'was used for another record');
}

const newValues = (changes: FieldChanges): PatchItem =>
  Object.fromEntries(Object.entries(changes).map(([field, [, changed]]) => [field, changed]));

function unwritten(outcome: EditOutcome['outcome'], item: LockedItem): EditOutcome {
  const { lotId: id, lotNumber, clientKey, version, title, description, condition, notice } = item;
  const { estimateLowMinor, estimateHighMinor, pictures } = item;
  const texts = { title, description, condition, notice };
  const shown = { version, ...texts, estimateLowMinor, estimateHighMinor, pictures };
  return { outcome, entry: { id, lotNumber, clientKey, item: shown }, fields: [] };
}

/** The same refusal, its pointers below where the values stood in the request. */
const at = (below: string, trouble: Trouble): Trouble => ({
  ...trouble,
  errors: trouble.errors?.map(({ pointer, message }) => ({ pointer: below + pointer, message })),
});
