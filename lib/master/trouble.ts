import type { ProblemKind } from '../api/problem';
import { err } from '../shared/result';

/** One field at fault: a JSON pointer into the request and what would be right. */
export interface FieldFault {
  pointer: string;
  message: string;
}

/**
 * An expected refusal of a request. `kind` is mapped to HTTP exactly once (lib/api/problem); the
 * rest says what would have been accepted (LED3).
 */
export interface Trouble {
  kind: ProblemKind;
  detail?: string | undefined;
  rule?: string | undefined;
  askMinor?: number | undefined;
  errors?: FieldFault[] | undefined;
  /** Further members of the problem, such as the current version. */
  more?: Record<string, unknown> | undefined;
}

/** A refusal as a result. */
export const refuse = (kind: ProblemKind, more: Omit<Trouble, 'kind'> = {}) =>
  err<Trouble>({ kind, ...more });

/** A refusal because of one field, which no schema could see. */
export const refuseField = (pointer: string, message: string) =>
  refuse('invalid-request', { errors: [{ pointer, message }] });
