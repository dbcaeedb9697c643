import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { SyncNode } from './node';

/** Most bytes of a notice: 10,000 entries fit. */
const NOTICE_MAX_BYTES = 4 * 1024 * 1024;

/**
 * Answers what every node is asked: `POST /internal/notify`, `/healthz`, `/readyz`, `/metrics`.
 * @returns false where the request is somebody else's.
 */
export function nodeRequests(options: { node: SyncNode; registry: Registry }) {
  const { node, registry } = options;

  async function notify(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(request, NOTICE_MAX_BYTES);
    if (text === null) return json(response, 413, { detail: 'too long' });
    const answer = node.notices.receive(request.headers.authorization, parseOrNull(text));
    if (answer.ok) json(response, 200, answer.value);
    else json(response, answer.error.status, { detail: answer.error.detail });
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

/** Ends a request with JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(body));
}

function readText(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else resolve(null);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
