import type { z } from 'zod';
import '@/lib/live/no-eval';
import { PROBLEM_BASE, PROBLEMS, type Problem, type ProblemKind } from '@/lib/api/problem';
import { err, ok, type Result } from '@/lib/shared/result';

/** Why a call did not do what it should; `unreachable` when no answer came at all. */
export interface ApiTrouble {
  kind: ProblemKind | 'unreachable';
  /** What the house said, where it said something. */
  problem: Problem | null;
}

/** One request of a page to its own house. */
export interface ApiCall<T> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the origin, such as `/api/v1/keys`. */
  path: string;
  body?: unknown;
  /** The version that a change is based on. */
  ifMatch?: string;
  /** Makes a retry no second order (LED4). */
  key?: string;
  /** Gives up waiting after this long; default 15 s. */
  patienceMs?: number;
  /** The form of the answer; what has another form is `internal`. */
  answer: z.ZodType<T>;
}

/** A page gives up waiting after this long; whether a write happened is then not known. */
const PATIENCE_MS = 15_000;

const kindOf = (problem: Partial<Problem> | null): ProblemKind => {
  const name = String(problem?.type ?? '').replace(PROBLEM_BASE, '');
  return Object.hasOwn(PROBLEMS, name) ? (name as ProblemKind) : 'internal';
};

/** Calls the API of the house with the reader's session. Refusals are values; it never throws. */
export async function callApi<T>(call: ApiCall<T>): Promise<Result<T, ApiTrouble>> {
  let response: Response;
  let body: unknown;
  try {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    if (call.ifMatch !== undefined) headers['if-match'] = `"${call.ifMatch}"`;
    if (call.key !== undefined) headers['idempotency-key'] = call.key;
    response = await fetch(call.path, {
      method: call.method,
      headers,
      cache: 'no-store',
      signal: AbortSignal.timeout(call.patienceMs ?? PATIENCE_MS),
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
    const text = await response.text();
    body = text === '' ? null : JSON.parse(text);
  } catch {
    return err({ kind: 'unreachable', problem: null });
  }
  if (!response.ok) {
    const problem = body as Problem | null;
    return err({ kind: kindOf(problem), problem });
  }
  const parsed = call.answer.safeParse(body);
  return parsed.success ? ok(parsed.data) : err({ kind: 'internal', problem: null });
}
