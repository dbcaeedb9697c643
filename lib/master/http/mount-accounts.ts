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
const PASSED = ['content-type', 'cookie', 'origin', 'referer', 'user-agent', 'sec-fetch-site'];

function toRequest(request: FastifyRequest, publicOrigin: string): Request {
  const headers = new Headers({ [CLIENT_ADDRESS_HEADER]: request.ip });
  for (const name of PASSED) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const hasBody = request.method !== 'GET' && request.body !== undefined;
  return new Request(new URL(request.url, publicOrigin), {
    method: request.method,
    headers,
    ...(hasBody && { body: JSON.stringify(request.body) }),
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

async function send(answer: Response, reply: FastifyReply) {
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
  reply.header('cache-control', 'no-store');
  if (answer.status >= 400) {
    const { code, message } = await messageOf(answer);
    const otherwise = answer.status >= 500 ? 'unavailable' : 'invalid-request';
    const kind = KINDS[answer.status] ?? otherwise;
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
      return send(await accounts.authHandler(toRequest(request, publicOrigin)), reply);
    },
  });
}
