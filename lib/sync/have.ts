import { err, ok, type Result } from '../shared/result';

/** Longest `have` in characters; a page that holds more sends digests per channel (PSH2). */
export const HAVE_MAX_CHARS = 4_096;

const ID_MAX = 9_999_999_999;
const VERSION_MAX = 0x7fffffff;

/** Why a text is no `have`; the page is told, the connection ends. */
export type HaveProblem = 'too-long' | 'malformed' | 'twice';

/**
 * The lots a page holds as text, `42.17,43.2` (PSH2).
 * @returns null when it would pass `HAVE_MAX_CHARS`: then send digests.
 */
export function formatHave(held: Iterable<readonly [id: number, version: number]>): string | null {
  let text = '';
  for (const [id, version] of held) {
    text += text === '' ? `${id}.${version}` : `,${id}.${version}`;
    if (text.length > HAVE_MAX_CHARS) return null;
  }
  return text;
}

/** Reads `42.17,43.2` into versions by lot id; the empty text is nothing held (PSH2). */
export function parseHave(text: string): Result<Map<number, number>, HaveProblem> {
  const held = new Map<number, number>();
  if (text === '') return ok(held);
  if (text.length > HAVE_MAX_CHARS) return err('too-long');
  for (const part of text.split(',')) {
    const match = /^([1-9]\d{0,9})\.([1-9]\d{0,9})$/.exec(part);
    if (!match) return err('malformed');
    const id = Number(match[1]);
    const version = Number(match[2]);
    if (id > ID_MAX || version > VERSION_MAX) return err('malformed');
    if (held.has(id)) return err('twice');
    held.set(id, version);
  }
  return ok(held);
}
