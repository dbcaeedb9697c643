/** How a sale treats edits of a record that somebody else changed meanwhile (EDT2). */
export type EditPolicy = 'server-wins' | 'merge-fields' | 'ask';

/**
 * What lies between a record as it is held and the primary's (EDT2). `new`: made here, not there
 * yet. `behind`, `both`: the primary's is another, edited here or not. `gone`: it is no longer there.
 */
export type EditCase = 'new' | 'same' | 'edited' | 'behind' | 'both' | 'gone' | 'gone-edited';

/** What is to be done: `ask` shows both sides to a person, `forget` drops what is held. */
export type EditAction = 'nothing' | 'send' | 'download' | 'merge' | 'ask' | 'forget';

/** A version of a record and the digest of its fields (EDT3); null where only the version is known. */
export interface EditBase {
  readonly version: number;
  readonly digest: string | null;
}

const whatever = (action: EditAction): Record<EditPolicy, EditAction> => ({
  'server-wins': action,
  'merge-fields': action,
  ask: action,
});

/** Every case under every policy; a missing cell is a type error. */
export const EDIT_ACTIONS: Record<EditCase, Record<EditPolicy, EditAction>> = {
  new: whatever('send'),
  same: whatever('nothing'),
  edited: whatever('send'),
  behind: whatever('download'),
  both: { 'server-wins': 'download', 'merge-fields': 'merge', ask: 'ask' },
  gone: whatever('forget'),
  // No policy may throw away what can never be had again.
  'gone-edited': whatever('ask'),
};

/** Versions count within one history: after another took its place the digests decide (EPO2). */
const isSame = (held: EditBase, server: EditBase) =>
  held.version === server.version &&
  (held.digest === null || server.digest === null || held.digest === server.digest);

/**
 * Which case it is. `base` null: made here. `mine`: the digest of the record as it is held, against
 * its base's; no flag says whether it was edited, so that an edit taken back was none.
 */
export function editCase(held: {
  base: (EditBase & { digest: string }) | null;
  mine: string;
  server: EditBase | null;
}): EditCase {
  const { base, server } = held;
  if (!base) return 'new';
  const isEdited = held.mine !== base.digest;
  if (!server) return isEdited ? 'gone-edited' : 'gone';
  if (isSame(base, server)) return isEdited ? 'edited' : 'same';
  return isEdited ? 'both' : 'behind';
}
