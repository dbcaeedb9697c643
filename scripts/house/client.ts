import { Agent, request } from 'undici';
import type { Problem } from '../../lib/api/problem';

/** One answer of the house's API: what was asked for, or a problem (RFC 9457). */
export type Answer<T> =
  | { ok: true; status: number; body: T }
  | { ok: false; status: number; problem: Problem };

/** A program's way into the house: the public API with a key, over kept-alive connections. */
export interface HouseClient {
  get<T>(path: string): Promise<Answer<T>>;
  send<T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
}

/** Connections to one master, shared by all of a program's clients. */
export const createConnections = (connections: number) =>
  new Agent({ connections, pipelining: 1, keepAliveTimeout: 30_000 });

/**
 * A client of the master at `origin` that shows `apiKey`. Network failures throw; everything the
 * master says is an `Answer`.
 */
export function createHouseClient(
  origin: string,
  apiKey: string | null,
  dispatcher: Agent,
): HouseClient {
  const authorization: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  async function call<T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>> {
    const answer = await request(origin + path, {
      method,
      dispatcher,
      headers: {
        ...authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    const status = answer.statusCode;
    const json = text === '' ? null : (JSON.parse(text) as unknown);
    return status < 400
      ? { ok: true, status, body: json as T }
      : { ok: false, status, problem: json as Problem };
  }
  return {
    get: (path) => call('GET', path),
    send: (method, path, body, headers) => call(method, path, body, headers),
  };
}

/**
 * The body of a good answer.
 * @throws Error that names the call, the status and what the house said.
 */
export function must<T>(answer: Answer<T>, what: string): T {
  if (answer.ok) return answer.body;
  const { title, detail, errors } = answer.problem;
  const more = [detail, errors && JSON.stringify(errors)].filter(Boolean).join(' ');
  throw new Error(`${what}: ${answer.status} ${title}${more ? ` (${more})` : ''}`);
}
