import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts } from '../../accounts/accounts';
import { CLIENT_ADDRESS_HEADER } from '../../accounts/auth';
import type { ProblemKind } from '../../api/problem';
import { sendTrouble } from './failures';
import { BODY_LIMIT_BYTES } from './mount-routes';

/** Sign-up, sign-in, sign-out: what the library refuses, in our words. */
const KINDS: Record<number, ProblemKind> = {
  401: 'sign-in-required',
  403: 'foreign-origin',
  404: 'not-found',
  415: 'not-json',
  429: 'too-many-requests',
};

/** Headers of the client that accounts may see; the address is ours to say. */
const PASSED = ['cookie', 'origin', 'referer', 'user-agent', 'sec-fetch-site'];

/**
 * A call of accounts on behalf of a client: `path` below the origin, `body` as JSON. `isOurs`: the
 * caller has proved that it comes from our own pages, whatever the browser says or leaves out.
 */
export function accountsRequest(
  request: FastifyRequest,
  call: { publicOrigin: string; method: string; path: string; body: unknown; isOurs?: true },
): Request {
  const headers = new Headers({ [CLIENT_ADDRESS_HEADER]: request.ip });
  for (const name of PASSED) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const { method, body } = call;
  const hasBody = method !== 'GET' && body !== undefined;
  if (call.isOurs) headers.set('origin', call.publicOrigin);
  if (hasBody) headers.set('content-type', 'application/json');
  return new Request(new URL(call.path, call.publicOrigin), {
    method,
    headers,
    ...(hasBody && { body: JSON.stringify(body) }),
  });
}

async function messageOf(answer: Response): Promise<{ code?: string; message?: string }> {
  const body: unknown = await answer.json().catch(() => ({}));
  const read = (name: string) => {
    const value = (body as Record<string, unknown> | null)?.[name];
    return typeof value === 'string' ? { [name]: value } : {};
  };
  return { ...read('code'), ...read('message') };
}

/** What the library refused, in our words, with its own code; null where it did not. */
export async function accountsRefusal(answer: Response) {
  if (answer.status < 400) return null;
  const { code, message } = await messageOf(answer);
  const otherwise: ProblemKind = answer.status >= 500 ? 'unavailable' : 'invalid-request';
  return { kind: KINDS[answer.status] ?? otherwise, code, message };
}

async function send(answer: Response, reply: FastifyReply) {
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
  reply.header('cache-control', 'no-store');
  const refused = await accountsRefusal(answer);
  if (refused) {
    const { kind, code, message } = refused;
    return sendTrouble(reply, { kind, detail: message, more: code ? { code } : undefined });
  }
  const type = answer.headers.get('content-type');
  if (type) reply.type(type);
  const location = answer.headers.get('location');
  if (location) reply.header('location', location);
  return reply.code(answer.status).send(await answer.text());
}

/**
 * Serves `/api/auth/*`. A write must be JSON (the app reads nothing else) and, where a browser says
 * where it comes from, from our own pages (AUT3). Refusals are problems with the library's `code`.
 */
export function mountAccounts(
  app: FastifyInstance,
  accounts: Pick<Accounts, 'authHandler'>,
  publicOrigin: string,
): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    bodyLimit: BODY_LIMIT_BYTES,
    handler: async (request, reply) => {
      const { origin } = request.headers;
      const isWrite = request.method !== 'GET';
      if (isWrite && origin !== undefined && origin !== publicOrigin) {
        return sendTrouble(reply, { kind: 'foreign-origin' });
      }
      if (isWrite && request.body === undefined) return sendTrouble(reply, { kind: 'not-json' });
      const { method, url: path, body } = request;
      const call = accountsRequest(request, { publicOrigin, method, path, body });
      return send(await accounts.authHandler(call), reply);
    },
  });
}
