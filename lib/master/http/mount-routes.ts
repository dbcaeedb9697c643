import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { z } from 'zod';
import type { Identity } from '../../accounts/identity';
import { invariant } from '../../shared/assert';
import { authorise, type Door } from './authorise';
import type { Desk } from './desk';
import { sendTrouble } from './failures';
import { fieldFaults } from './field-faults';
import { RefusedRequest } from './refused-request';
import type { Call, Route } from './route';

/** Bodies above this are refused unless a route says more. */
export const BODY_LIMIT_BYTES = 64 * 1024;

const METHODS: readonly HTTPMethods[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
];

type Moment = Call<'anyone', unknown, unknown, unknown>['received'];

interface Entered {
  identity: Identity | null;
  begun: Moment;
  /** Whether all of it had arrived when it began; else some of its body came later. */
  isWhole: Promise<boolean>;
  params: unknown;
}

/** What was found out about a request before its body was read. */
const entered = new WeakMap<FastifyRequest, Entered>();

/** Mounts every route of the table below the app's prefix, and answers other methods with 405. */
export function mountRoutes(
  app: FastifyInstance,
  routes: readonly Route[],
  { door, desk }: { door: Door; desk: Desk },
): void {
  for (const spec of routes) mount(app, spec, { door, desk });
  for (const [path, allowed] of methodsByPath(routes)) {
    app.route({
      method: METHODS.filter((method) => !allowed.includes(method)),
      url: path,
      // Before the body: nothing of it matters here.
      onRequest: async (_request, reply) => {
        reply.header('allow', allowed.join(', '));
        return sendTrouble(reply, { kind: 'method-not-allowed' });
      },
      handler: async () => undefined,
    });
  }
}

function methodsByPath(routes: readonly Route[]): Map<string, HTTPMethods[]> {
  const found = new Map<string, HTTPMethods[]>();
  for (const { path, method } of routes) {
    const known = found.get(path) ?? [];
    known.push(method, ...(method === 'GET' ? (['HEAD'] as const) : []));
    found.set(path, known);
  }
  return found;
}

function mount(
  app: FastifyInstance,
  spec: Route,
  { door, desk }: { door: Door; desk: Desk },
): void {
  app.route({
    method: spec.method,
    url: spec.path,
    bodyLimit: spec.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    onRequest: async (request) => {
      const begun = desk.clock.now();
      const isWhole = cameWhole(request);
      const params = spec.params.safeParse(request.params);
      if (!params.success) throw new RefusedRequest({ kind: 'not-found' });
      const identity = await authorise(door, spec.who, request);
      if (!identity.ok) throw new RefusedRequest(identity.error);
      entered.set(request, { identity: identity.value, begun, isWhole, params: params.data });
    },
    handler: (request, reply) => answer(spec, desk, request, reply),
  });
}

/**
 * Headers alone do not say what is bid: who holds the body back is not received yet (TIM1). What came
 * in one piece is complete in this turn of the loop, however long it then takes to know whose it is.
 */
const cameWhole = ({ raw }: FastifyRequest): Promise<boolean> =>
  new Promise((resolve) => setImmediate(() => resolve(raw.complete)));

async function answer(spec: Route, desk: Desk, request: FastifyRequest, reply: FastifyReply) {
  const known = entered.get(request);
  invariant(known, 'a request enters before it is answered');
  const { identity, params } = known;
  const received = (await known.isWhole) ? known.begun : desk.clock.now();
  const query = valid(spec.query, request.query, 'query');
  const body = spec.body ? valid(spec.body, bodyOf(request), 'body') : undefined;
  const { headers } = request;
  const result = await spec.handle({ identity, received, params, query, body, headers }, desk);
  if (!result.ok) return sendTrouble(reply, result.error);
  const { validator } = result.value;
  if (validator !== undefined) reply.header('etag', `W/"${validator}"`);
  if (validator !== undefined && headers['if-none-match'] === `W/"${validator}"`) {
    return reply.code(304).header('cache-control', 'no-store').send();
  }
  // Parsing what leaves keeps anything private in, and its members in the order of the schema.
  const shown = spec.answer.parse(result.value.body);
  if (result.value.etag) reply.header('etag', `"${result.value.etag}"`);
  return reply
    .code(spec.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(shown));
}

function bodyOf(request: FastifyRequest): unknown {
  if (request.body !== undefined) return request.body;
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  throw new RefusedRequest({ kind: isJson ? 'malformed-json' : 'not-json' });
}

function valid(schema: z.ZodType, value: unknown, where: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = fieldFaults(parsed.error);
  const first = errors[0];
  const at = first?.pointer ? `${where} ${first.pointer}` : where;
  throw new RefusedRequest({
    kind: 'invalid-request',
    detail: `${at}: ${first?.message ?? 'is not as expected'}`,
    errors,
  });
}
