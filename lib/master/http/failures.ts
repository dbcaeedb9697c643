import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEMS, type ProblemKind } from '../../api/problem';
import { UnknownOutcome } from '../../db/refusable-transaction';
import { mayPass } from '../../db/transaction';
import type { Trouble } from '../trouble';
import { newReference, PROBLEM_TYPE, problemOf } from './problem-answer';
import { RefusedRequest } from './refused-request';

/** What Fastify refuses by itself, in our words. */
const FASTIFY: Record<string, ProblemKind> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'not-json',
  FST_ERR_CTP_EMPTY_TYPE: 'not-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-json',
  FST_ERR_BAD_URL: 'not-found',
  FST_ERR_NOT_FOUND: 'not-found',
};

/** What an error is to whoever asked. */
export function troubleOf(error: FastifyError): Trouble {
  if (error instanceof RefusedRequest) return error.trouble;
  if (error instanceof UnknownOutcome) return { kind: 'undecided' };
  const known = FASTIFY[error.code ?? ''];
  if (known) return { kind: known };
  if (mayPass(error)) return { kind: 'unavailable' };
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return { kind: 'invalid-request' };
  return { kind: 'internal' };
}

/** Sends a refusal. */
export function sendTrouble(reply: FastifyReply, trouble: Trouble, reference?: string) {
  const { status } = PROBLEMS[trouble.kind];
  if (status === 503) reply.header('retry-after', '1');
  if (status === 413) reply.header('connection', 'close');
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(trouble, reference)));
}

/**
 * Answers every error with a problem. What we did not expect is logged with all that was known under
 * a reference, and only that reference leaves the house.
 */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const trouble = troubleOf(error);
  if (PROBLEMS[trouble.kind].status < 500) return sendTrouble(reply, trouble);
  const reference = newReference();
  request.log.error({ err: error, reference, method: request.method, url: request.url }, 'failed');
  return sendTrouble(reply, trouble, reference);
}

/** Problems for errors and for addresses that nothing answers. */
export function answerFailures(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => sendTrouble(reply, { kind: 'not-found' }));
}
