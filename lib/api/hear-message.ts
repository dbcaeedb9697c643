import type { z } from 'zod';

/** A message as far as it can be used, and the entries that were left out, as they stood in it. */
export interface Heard<T> {
  readonly value: T;
  readonly left: readonly unknown[];
}

type Path = readonly PropertyKey[];

const nameOf = (path: Path) => path.map(String).join(' ');

/** The entry of a list whose `key` an issue is about; null where it is about anything else. */
const entryOf = (path: Path): Path | null =>
  path.at(-1) === 'key' && typeof path.at(-2) === 'number' ? path.slice(0, -1) : null;

const inside = (said: unknown, path: Path): unknown =>
  path.reduce<unknown>((part, name) => (part as Record<PropertyKey, unknown>)[name], said);

/** A copy of the same without these entries. */
function without(said: unknown, entries: readonly Path[]): unknown {
  const copy = structuredClone(said);
  const lists = new Set(entries.map((path) => inside(copy, path.slice(0, -1)) as unknown[]));
  const gone = new Set(entries.map((path) => inside(copy, path)));
  for (const list of lists) list.splice(0, list.length, ...list.filter((one) => !gone.has(one)));
  return copy;
}

/**
 * Reads what a master told (WIR5). An entry whose `key` names no record is left out and the rest is kept:
 * nobody can watch what has no name, and what stands beside it must not be missed for it.
 * @returns null where anything else is wrong: what a good key stands with is not guessed.
 */
export function hearMessage<T>(schema: z.ZodType<T>, said: unknown): Heard<T> | null {
  const whole = schema.safeParse(said);
  if (whole.success) return { value: whole.data, left: [] };
  const { issues } = whole.error;
  const entries = issues.map(({ path }) => entryOf(path)).filter((path) => path !== null);
  const names = new Set(entries.map(nameOf));
  const isInOne = (path: Path) => path.some((_part, at) => names.has(nameOf(path.slice(0, at))));
  if (!issues.every(({ path }) => isInOne(path))) return null;
  const rest = schema.safeParse(without(said, entries));
  if (!rest.success) return null;
  return { value: rest.data, left: entries.map((path) => inside(said, path)) };
}
