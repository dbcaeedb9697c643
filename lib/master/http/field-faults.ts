import type { z } from 'zod';
import type { FieldFault } from '../trouble';

type Issue = z.core.$ZodIssue;

const escaped = (part: PropertyKey) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
const pointerOf = (path: readonly PropertyKey[]) =>
  path.map((part) => `/${escaped(part)}`).join('');

/** How far a value is from a form: being of another kind altogether is farthest. */
const distance = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + issue.keys.length;
    return sum + (issue.path.length === 0 ? 100 : 1);
  }, 0);

function faultsOf(issue: Issue, before: readonly PropertyKey[]): FieldFault[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...path, key]),
      message: 'unknown field',
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The form that was nearest is the one that was meant.
    const nearest = [...issue.errors].sort((a, b) => distance(a) - distance(b))[0] ?? [];
    if (nearest.length > 0) return nearest.flatMap((inner) => faultsOf(inner, path));
  }
  return [{ pointer: pointerOf(path), message: issue.message }];
}

/** Most faults named in one answer. */
const MOST = 100;

/** What is wrong with a request, field by field: JSON pointers (RFC 6901) and what would be right. */
export const fieldFaults = (error: z.ZodError): FieldFault[] =>
  error.issues.flatMap((issue) => faultsOf(issue, [])).slice(0, MOST);
