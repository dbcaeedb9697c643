import http from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COMMON_HEADERS, newNonce, pagePolicy } from '../http/security-headers';
import { sendFailurePage } from './failure-page';
import type { RenderChild } from './render-child';

/** Headers that concern one hop only (RFC 9110, 7.6.1), and what a client could forge. */
const DROPPED =
  /^(?:connection|keep-alive|proxy-.*|transfer-encoding|upgrade|te|trailer|expect|forwarded|x-forwarded-.*|x-real-ip|x-nonce|x-client-address|x-middleware-.*|x-invoke-.*|x-matched-path|x-nextjs-.*|content-security-policy.*)$/;
/** Methods whose body is handed on; what comes with any other is read and thrown away. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);
const RENDER_TIMEOUT_MS = 15_000;

/** What the proxy to the render child is made of. */
export interface PageProxyParts {
  child: Pick<RenderChild, 'state' | 'socketPath'>;
  publicOrigin: string;
  development: boolean;
  /** Origins of terminals that pages may connect to, as known now. */
  terminals(): readonly string[];
  log: { error(known: object, line: string): void };
}

/**
 * How the end of the body is told to the renderer. Said here in every case: Node writes the body of a
 * GET or DELETE that says neither as it is, and the renderer would take it for the next request.
 */
function framing({ method, headers }: Asked): http.OutgoingHttpHeaders {
  if (!WITH_BODY.has(method)) return {};
  const length = headers['content-length'];
  const isMeasured = length !== undefined && headers['transfer-encoding'] === undefined;
  return isMeasured ? { 'content-length': length } : { 'transfer-encoding': 'chunked' };
}

/** What a client asked, as far as its headers go. */
interface Asked {
  method: string;
  headers: http.IncomingHttpHeaders;
}

/** Headers for the renderer: the client's without forgeries, and what only the front knows. */
export function upstreamHeaders(
  asked: Asked,
  known: { publicOrigin: string; policy: string; nonce: string; address: string },
): http.OutgoingHttpHeaders {
  const kept = Object.entries(asked.headers).filter(
    ([name]) => name !== 'content-length' && !DROPPED.test(name),
  );
  const { host, protocol, port } = new URL(known.publicOrigin);
  return {
    ...Object.fromEntries(kept),
    ...framing(asked),
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
    'x-forwarded-port': port || (protocol === 'https:' ? '443' : '80'),
    'x-forwarded-for': known.address,
    'content-security-policy': known.policy,
    'x-nonce': known.nonce,
  };
}

/** Headers of an answer on its way out. Pages are about now: nobody keeps them. */
export function downstreamHeaders(
  headers: http.IncomingHttpHeaders,
  policy: string,
): http.OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !DROPPED.test(name));
  const isPage = String(headers['content-type'] ?? '').startsWith('text/html');
  return {
    ...Object.fromEntries(kept),
    ...COMMON_HEADERS,
    ...(isPage && { 'content-security-policy': policy }),
  };
}

/** Mounts the pages: whatever nothing else answers is rendered by the child. */
export async function pageProxy(app: FastifyInstance, parts: PageProxyParts): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 32 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null)); // Piped as it comes.
  // Not async: the answer comes when the renderer's does, and then past Fastify.
  const handler = (request: FastifyRequest, reply: FastifyReply): void => {
    const away = rightHost(request, parts.publicOrigin);
    if (away) reply.redirect(away, 307);
    else if (parts.child.state() !== 'ready') sendFailurePage(reply, { kind: 'starting' });
    else pipe(request, reply, { ...parts, agent });
  };
  app.all('/', handler);
  app.all('/*', handler);
  app.addHook('onClose', async () => agent.destroy());
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where a page opened under another of this machine's names belongs: cookies are bound to the public
 * one. Null when it is right already.
 */
export function rightHost(
  request: { method: string; url: string; headers: http.IncomingHttpHeaders },
  publicOrigin: string,
): string | null {
  const { host } = request.headers;
  if (!host || (request.method !== 'GET' && request.method !== 'HEAD')) return null;
  const name = host.replace(/:\d+$/, '');
  const wanted = new URL(publicOrigin);
  if (name === wanted.hostname || !LOOPBACK.has(name) || !LOOPBACK.has(wanted.hostname))
    return null;
  return publicOrigin + request.url;
}

/** The renderer just ended and nobody noticed yet: nothing of this request was begun. */
const isAway = (error: NodeJS.ErrnoException) =>
  error.code === 'ENOENT' || error.code === 'ECONNREFUSED';

function pipe(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageProxyParts & { agent: http.Agent },
): void {
  const { raw } = request;
  const nonce = newNonce();
  const policy = pagePolicy({ ...parts, nonce, terminals: parts.terminals() });
  const fail = (error: Error) => {
    if (reply.raw.headersSent) reply.raw.destroy();
    else if (isAway(error)) sendFailurePage(reply, { kind: 'starting' });
    else sendFailurePage(reply, { kind: 'failed', url: raw.url, error, log: parts.log });
  };
  const upstream = http.request(
    {
      agent: parts.agent,
      socketPath: parts.child.socketPath,
      method: request.method,
      path: raw.url,
      headers: upstreamHeaders(request, { ...parts, policy, nonce, address: request.ip }),
      timeout: RENDER_TIMEOUT_MS,
    },
    (answer) => {
      const status = answer.statusCode ?? 502;
      if (status >= 500) {
        answer.resume();
        fail(new Error(`the renderer answered ${status}`));
        return;
      }
      reply.hijack();
      reply.raw.writeHead(status, downstreamHeaders(answer.headers, policy));
      answer.on('error', () => reply.raw.destroy());
      answer.pipe(reply.raw);
    },
  );
  upstream.on('timeout', () => upstream.destroy(new Error('the renderer did not answer in time')));
  upstream.on('error', (error) => {
    if (!reply.raw.destroyed) fail(error);
  });
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) upstream.destroy();
  });
  if (WITH_BODY.has(request.method)) raw.pipe(upstream);
  else {
    raw.resume();
    upstream.end();
  }
}
