import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { Refusals } from '../shared/refusals';
import type { SyncNode } from './node';
import type { Notices } from './notices';

/** What of a node its requests need. */
export interface AskedNode extends Pick<SyncNode, 'isReady' | 'currency' | 'epoch'> {
  notices: Pick<Notices, 'admit'>;
}

/** Most bytes of a notice: 10,000 entries fit. */
const NOTICE_MAX_BYTES = 4 * 1024 * 1024;

/**
 * Answers what every node is asked: `POST /internal/notify`, `/healthz`, `/readyz`, `/metrics`.
 * @returns false where the request is somebody else's.
 */
export function nodeRequests(options: { node: AskedNode; registry: Registry; refusals: Refusals }) {
  const { node, registry, refusals } = options;

  async function notify(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admitted = node.notices.admit(request.headers.authorization);
    // Before the body is read: strangers cost nothing.
    if (!admitted.ok) {
      refusals.say('notice-without-token', addressOf(request));
      return refuse(response, admitted.error);
    }
    const text = await readText(request, NOTICE_MAX_BYTES);
    if (text === null) {
      refusals.say('notice-too-long', addressOf(request));
      return refuse(response, { status: 413, detail: 'too long' });
    }
    const answer = admitted.value(parseOrNull(text));
    if (answer.ok) return json(response, 200, answer.value);
    const { status, detail } = answer.error;
    if (status === 400) refusals.say(detail, addressOf(request));
    json(response, status, { detail });
  }

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = (request.url ?? '').split('?', 1)[0];
    const call = `${request.method} ${path}`;
    if (call === 'POST /internal/notify') {
      notify(request, response).catch(() => response.destroy());
    } else if (call === 'GET /healthz') {
      json(response, 200, { ok: true });
    } else if (call === 'GET /readyz') {
      const facts = { ready: node.isReady(), currency: node.currency(), epoch: node.epoch() };
      json(response, facts.ready ? 200 : 503, facts);
    } else if (call === 'GET /metrics') {
      registry.metrics().then(
        (text) => {
          response.setHeader('content-type', registry.contentType);
          response.end(text);
        },
        () => response.destroy(),
      );
    } else return false;
    return true;
  };
}

/** Whom a request is from, as far as the network says. */
export const addressOf = (request: IncomingMessage): string =>
  request.socket.remoteAddress ?? 'unknown';

/** Ends a request with JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(body));
}

/** Refuses without reading on: the connection ends with the answer. */
export function refuse(response: ServerResponse, why: { status: number; detail: string }): void {
  response.setHeader('connection', 'close');
  json(response, why.status, { detail: why.detail });
}

/** The body, or null where it is too long. */
export function readText(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return resolve(null);
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(null);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

/** The JSON in a text, or null where it is none. */
export function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
