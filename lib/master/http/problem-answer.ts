import { randomBytes } from 'node:crypto';
import { PROBLEM_BASE, PROBLEMS, type Problem } from '../../api/problem';
import type { Trouble } from '../trouble';

/** The media type of every refusal (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The body of a refusal. Its members stand in a fixed order, so that equal refusals are equal bytes. */
export function problemOf(trouble: Trouble, reference?: string): Problem {
  const { status, title } = PROBLEMS[trouble.kind];
  return {
    type: PROBLEM_BASE + trouble.kind,
    title,
    status,
    ...(trouble.detail !== undefined && { detail: trouble.detail }),
    ...(trouble.rule !== undefined && { rule: trouble.rule }),
    ...(trouble.askMinor !== undefined && { askMinor: trouble.askMinor }),
    ...trouble.more,
    ...(trouble.errors !== undefined && { errors: trouble.errors }),
    ...(reference !== undefined && { reference }),
  };
}

const SYMBOLS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A short name for one failed request, said to the person and written in the log: `7F3K`. */
export const newReference = (): string =>
  Array.from(randomBytes(4), (byte) => SYMBOLS[byte % SYMBOLS.length]).join('');
