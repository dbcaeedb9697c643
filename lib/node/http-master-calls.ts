import { Agent } from 'undici';
import { signToken, TOKEN_LIFE_MS } from '../node-token/token';
import type { Clock } from '../shared/ports';
import type { MasterCalls } from './master-calls';

/** Most bytes of an answer; the list of all changes of a large house is the longest. */
const ANSWER_MAX_BYTES = 64 * 1024 * 1024;

/**
 * Calls masters over kept-alive connections, each request with its own short-lived token (NOD1).
 * @param options.to whom tokens are for: masters, unless other nodes are called.
 */
export function httpMasterCalls(options: {
  nodeName: string;
  secret: string;
  clock: Clock;
  to?: string;
}): MasterCalls {
  const agent = new Agent({
    connections: 8,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: 2_000 },
    maxResponseSize: ANSWER_MAX_BYTES,
  });
  return {
    async post(master, path, body, deadlineMs) {
      const answer = await agent.request({
        origin: new URL(master).origin,
        path,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: signToken(options.secret, {
            from: options.nodeName,
            to: options.to ?? 'master',
            expiresAtMs: options.clock.wallMs() + TOKEN_LIFE_MS,
          }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(deadlineMs),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, body: parseOrNull(text) };
    },
    close: () => agent.destroy(),
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
