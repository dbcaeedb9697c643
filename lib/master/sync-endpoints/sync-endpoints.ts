import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_BASE, PROBLEMS, type ProblemKind } from '../../api/problem';
import { type TokenClaim, verifyToken } from '../../node-token/token';
import { invariant } from '../../shared/assert';
import type { Clock } from '../../shared/ports';
import { createRefusals, type Refusals } from '../../shared/refusals';
import { type AnswerNode, createNodeDesk, type NodeDeskParts } from './node-desk';

/** A thousand channels with digests, or 64 keys, stay far below. */
const BODY_MAX_BYTES = 256 * 1024;

/** What the endpoints for nodes are made of. */
export interface SyncEndpointsDeps extends NodeDeskParts {
  /** Signs and checks the tokens between masters and nodes (NOD1). */
  nodeSecret: string;
  clock: Clock;
}

/**
 * The endpoints that nodes call, one `POST` for each question of the desk. Register under no prefix
 * of its own. Refusals are problem+json; 409 means the epoch is another: register again.
 */
export async function syncEndpoints(app: FastifyInstance, deps: SyncEndpointsDeps): Promise<void> {
  const refusals = createRefusals(deps);
  for (const [url, answer] of Object.entries(createNodeDesk(deps))) {
    post(app, { ...deps, refusals }, url, answer);
  }
}

function post(
  app: FastifyInstance,
  deps: SyncEndpointsDeps & { refusals: Refusals },
  url: string,
  answer: AnswerNode,
): void {
  const claims = new WeakMap<FastifyRequest, TokenClaim>();
  app.route({
    method: 'POST',
    url,
    bodyLimit: BODY_MAX_BYTES,
    // Before the body is read: strangers cost nothing.
    onRequest: async (request, reply) => {
      const token = verifyToken(deps.nodeSecret, request.headers.authorization, {
        to: ['master', deps.master.name],
        nowMs: deps.clock.wallMs(),
      });
      if (token.ok) {
        claims.set(request, token.value);
        return;
      }
      deps.refusals.say(`${url}: token ${token.error}`, request.ip);
      return refuse(reply, 'invalid-key', 'a token between nodes and masters is needed here');
    },
    handler: async (request, reply) => {
      const claim = claims.get(request);
      invariant(claim, 'a request passed without a token');
      const answered = await answer(request.body, claim.from);
      if (answered.ok) return answered.value;
      const { kind, detail, ...more } = answered.error;
      if (kind === 'invalid-request') deps.refusals.say(`${url}: ${kind}`, request.ip);
      return refuse(reply, kind, detail, more);
    },
  });
}

function refuse(
  reply: FastifyReply,
  kind: ProblemKind,
  detail: string,
  more: Record<string, unknown> = {},
): FastifyReply {
  const { status, title } = PROBLEMS[kind];
  const problem = { type: `${PROBLEM_BASE}${kind}`, title, status, detail, ...more };
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem));
}
