import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Counter } from 'prom-client';
import type { z } from 'zod';
import {
  type ChangesAnswer,
  changesRequest,
  fetchRequest,
  headsRequest,
  registerRequest,
} from '../../api/node-wire';
import { PROBLEM_BASE, PROBLEMS, type ProblemKind } from '../../api/problem';
import { readChanges } from '../../db/sync-changes-read';
import { readHeads } from '../../db/sync-heads-read';
import { readLogPosition } from '../../db/sync-log-position-read';
import { type TokenClaim, verifyToken } from '../../node-token/token';
import { invariant } from '../../shared/assert';
import type { Clock } from '../../shared/ports';
import type { SyncLog } from '../notifier/log';
import { fetchRecords } from './fetch';
import { compareHeads, headsWanted } from './heads';
import { type RegisterParts, registerNode } from './register';
import { readCurrent, readWhole, type Sources, sharedPosition } from './sources';

/** A thousand channels with digests, or 64 keys, stay far below. */
const BODY_MAX_BYTES = 256 * 1024;

/** What the endpoints for nodes are made of. */
export interface SyncEndpointsDeps extends RegisterParts {
  sources: Sources;
  /** Signs and checks the tokens between masters and nodes (NOD1). */
  nodeSecret: string;
  clock: Clock;
  /** `lotcast_fetch_total`, see `createFetchCounter`. */
  fetchCounter: Counter<'source'>;
  log: SyncLog;
}

/**
 * The endpoints that nodes call (NOD1, FET1, ANT1, ANT2): `POST /internal/register`, `/internal/fetch`,
 * `/internal/changes`, `/internal/heads`. Register under no prefix of its own. Refusals are
 * problem+json; 409 means the epoch is another: register again.
 */
export async function syncEndpoints(app: FastifyInstance, deps: SyncEndpointsDeps): Promise<void> {
  const { sources } = deps;
  const position = sharedPosition(() => readLogPosition(sources.primary));

  post(app, deps, '/internal/register', registerRequest, async (request, reply, from) => {
    const registered = await registerNode(deps, request, from.from);
    if (registered.ok) return registered.value;
    const { kind, line } = registered.error;
    deps.log.warn({ node: request.name, url: request.url, kind }, line);
    return refuse(reply, kind === 'not-ready' ? 'unavailable' : statusKind(kind), line);
  });

  post(app, deps, '/internal/fetch', fetchRequest, async (request, reply) => {
    const fetched = await fetchRecords(sources, request);
    if (!fetched.ok) return wrongEpoch(reply, fetched.error.epoch);
    const { replica, primary } = fetched.value.source;
    deps.fetchCounter.inc({ source: 'replica' }, replica);
    deps.fetchCounter.inc({ source: 'primary' }, primary);
    return fetched.value;
  });

  post(app, deps, '/internal/changes', changesRequest, async ({ epoch, token }, reply) => {
    const { value, source } = await readWhole(
      sources,
      { epoch, mostLagMs: mostLagMs(deps) },
      (pool) => readChanges(pool, token),
    );
    if (value.epoch !== epoch) return wrongEpoch(reply, value.epoch);
    const answer: ChangesAnswer = { epoch, token: value.token, changes: value.changes, source };
    return answer;
  });

  post(app, deps, '/internal/heads', headsRequest, async (request, reply) => {
    const { epoch } = request;
    const { value } = await readCurrent(sources, { epoch, position }, (db) =>
      readHeads(db, headsWanted(request)),
    );
    if (value.epoch !== epoch) return wrongEpoch(reply, value.epoch);
    return compareHeads(request, value);
  });
}

/** A replica may be behind by half an anti-entropy interval (ANT1). */
const mostLagMs = ({ notifier }: SyncEndpointsDeps): number =>
  (notifier.roster()?.config.antiEntropyMs ?? 5_000) / 2;

function post<T extends z.ZodType>(
  app: FastifyInstance,
  deps: SyncEndpointsDeps,
  url: string,
  schema: T,
  answer: (body: z.infer<T>, reply: FastifyReply, from: TokenClaim) => Promise<unknown>,
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
      deps.log.warn({ url, problem: token.error }, 'a caller without a good token was refused');
      return refuse(reply, 'invalid-key', 'a token between nodes and masters is needed here');
    },
    handler: async (request, reply) => {
      const claim = claims.get(request);
      invariant(claim, 'a request passed without a token');
      const body = schema.safeParse(request.body);
      if (body.success) return answer(body.data, reply, claim);
      const [issue] = body.error.issues;
      return refuse(reply, 'invalid-request', `${issue?.path.join('.')}: ${issue?.message}`);
    },
  });
}

const statusKind = (
  kind: 'other-protocol' | 'not-its-name' | 'address-not-allowed',
): ProblemKind => (kind === 'other-protocol' ? 'invalid-request' : 'not-allowed');

const wrongEpoch = (reply: FastifyReply, epoch: number): FastifyReply =>
  refuse(reply, 'wrong-epoch', `the epoch is ${epoch}`, { epoch });

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
