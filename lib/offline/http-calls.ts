import type { z } from 'zod';
import { PROBLEM_BASE, type Problem, problem } from '../api/problem';
import {
  CATALOGUE_SCHEMA,
  type CatalogueHead,
  catalogueAnswers,
  catalogueHead,
  catalogueRecords,
} from '../api/v1/catalogue';
import type { CallEnd, CatalogueCalls } from './ports';

/** `fetch` as far as it is used here. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

const PATIENCE_MS = 20_000;

/** The last answer to a call, and what stands for it at the house (`ETag`). */
interface Last<T> {
  answer: { value: T; etag: string } | null;
}

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
  /** The versions of a whole catalogue come anew only where something in them changed. */
  const lastHead: Last<CatalogueHead> = { answer: null };

  async function call<T>(
    path: string,
    answer: z.ZodType<T>,
    asked: { body?: unknown; last?: Last<T> } = {},
  ): Promise<CallEnd<T>> {
    const { body, last } = asked;
    const known = last?.answer;
    try {
      const response = await fetch(`/api/v1/auctions/${auctionId}/catalogue${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(known && { 'if-none-match': known.etag }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (known && response.status === 304) return { kind: 'done', value: known.value };
      const told: unknown = JSON.parse(await response.text());
      if (!response.ok) return notDone(response.status, problem.safeParse(told).data ?? null);
      const parsed = answer.safeParse(told);
      // Another version of the house answers in another form: a newer page will understand it.
      if (!parsed.success) return { kind: 'lost' };
      const etag = response.headers.get('etag');
      if (last && etag) last.answer = { value: parsed.data, etag };
      return { kind: 'done', value: parsed.data };
    } catch {
      return { kind: 'lost' };
    }
  }
  return {
    head: () => call('', catalogueHead, { last: lastHead }),
    records: (ids) =>
      call(`/records?schema=${CATALOGUE_SCHEMA.version}&ids=${ids.join(',')}`, catalogueRecords),
    submit: (submissions) => call('/submissions', catalogueAnswers, { body: { submissions } }),
  };
}
