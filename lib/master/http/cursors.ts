import { RefusedRequest } from './refused-request';

/** Reads a cursor that is a number, as all of ours are; null or absent starts at `first`. */
export function readCursor(cursor: string | undefined, first: number): number {
  if (cursor === undefined) return first;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new RefusedRequest({
    kind: 'invalid-request',
    errors: [{ pointer: '/cursor', message: 'must be the `next` of a page' }],
  });
}

/**
 * A page of items out of up to `limit + 1` that were read: one more than fits means that there is
 * another page, which starts after the last item shown.
 */
export function pageOf<T>(read: readonly T[], limit: number, cursorOf: (item: T) => number) {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  const more = read.length > limit && last !== undefined;
  return { items, next: more ? String(cursorOf(last)) : null };
}
