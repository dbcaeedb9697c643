import type { z } from 'zod';
import { PROBLEM_BASE, type Problem, problem } from '../api/problem';
import {
  CATALOGUE_SCHEMA,
  catalogueAnswers,
  catalogueHead,
  catalogueRecords,
} from '../api/v1/catalogue';
import type { CallEnd, CatalogueCalls } from './ports';

/** `fetch` as far as it is used here. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

const PATIENCE_MS = 20_000;

/** Calls of which nobody knows the end, or that may be answered otherwise in a moment. */
const isPassing = (status: number) => status >= 500 || status === 408 || status === 429;

function notDone(status: number, told: Problem | null): CallEnd<never> {
  if (isPassing(status)) return { kind: 'lost' };
  if (status === 401 || status === 403) return { kind: 'denied' };
  const unknown = { type: `${PROBLEM_BASE}invalid-request`, title: `HTTP ${status}`, status };
  return { kind: 'refused', problem: told ?? unknown };
}

/** The calls of one sale over HTTP, with whatever authority `fetch` brings. */
export function createHttpCalls(fetch: Fetch, auctionId: number): CatalogueCalls {
  async function call<T>(path: string, answer: z.ZodType<T>, body?: unknown): Promise<CallEnd<T>> {
    try {
      const response = await fetch(`/api/v1/auctions/${auctionId}/catalogue${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      const told: unknown = JSON.parse(await response.text());
      if (!response.ok) return notDone(response.status, problem.safeParse(told).data ?? null);
      const parsed = answer.safeParse(told);
      // Another version of the house answers in another form: a newer page will understand it.
      return parsed.success ? { kind: 'done', value: parsed.data } : { kind: 'lost' };
    } catch {
      return { kind: 'lost' };
    }
  }
  return {
    head: () => call('', catalogueHead),
    records: (ids) =>
      call(`/records?schema=${CATALOGUE_SCHEMA.version}&ids=${ids.join(',')}`, catalogueRecords),
    submit: (submissions) => call('/submissions', catalogueAnswers, { submissions }),
  };
}
