import { Agent } from 'undici';
import { signToken, TOKEN_LIFE_MS } from '../../node-token/token';
import type { Clock } from '../../shared/ports';
import type { NoticeTransport } from './transport';

/** Most bytes of an acknowledgement: 10,000 seqs of ten digits fit. */
const ANSWER_MAX_BYTES = 256 * 1024;

/** Delivers notices by HTTP over kept-alive connections, each with its own token (BUS1 direct, NOD1). */
export function httpNoticeTransport(options: {
  masterName: string;
  secret: string;
  clock: Clock;
}): NoticeTransport {
  const agent = new Agent({
    // One message is in flight to a node at a time (NTF6); the second replaces one that hangs.
    connections: 2,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: 2_000 },
    maxResponseSize: ANSWER_MAX_BYTES,
  });
  return {
    async deliver(to, notice, deadlineMs) {
      const answer = await agent.request({
        origin: new URL(to.url).origin,
        path: '/internal/notify',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: signToken(options.secret, {
            from: options.masterName,
            to: to.name,
            expiresAtMs: options.clock.wallMs() + TOKEN_LIFE_MS,
          }),
        },
        body: JSON.stringify(notice),
        signal: AbortSignal.timeout(deadlineMs),
      });
      if (answer.statusCode === 409) {
        await answer.body.dump();
        return { kind: 'not-there' };
      }
      if (answer.statusCode !== 200) {
        await answer.body.dump();
        throw new Error(`the node answered ${answer.statusCode}`);
      }
      return { kind: 'answered', body: await answer.body.json() };
    },
    close: () => agent.destroy(),
  };
}
