import { type ClerkOrder, clerkAnswer, clerkOrder } from '../../../api/v1/clerk';
import type { LotState } from '../../../auction/state';
import { clerkLot, paddleHolder } from '../../../db/read/clerk-lot';
import { invariant } from '../../../shared/assert';
import { ok } from '../../../shared/result';
import { clerkAnswerOf } from '../../lanes/answer-clerk';
import { bidBodyHash } from '../../lanes/bid-body-hash';
import { refuse, refuseField } from '../../trouble';
import { KEY_HEADER, readKey } from '../idempotency-key';
import { idParam, route } from '../route';

/** Where an order names a paddle, and which. */
function namedPaddle(order: ClerkOrder): { pointer: string; paddle: number | null } | null {
  if (order.order === 'floor-bid') return { pointer: '/paddle', paddle: order.paddle };
  return order.order === 'hammer' ? { pointer: '/buyerPaddle', paddle: order.buyerPaddle } : null;
}

/** The orders of a live sale's clerk. */
export const clerkRoutes = [
  route({
    method: 'GET',
    path: '/lots/:id/clerk',
    summary: 'Read a lot as its clerk sees it',
    notes: 'What anyone sees, and which step `undo` would take back.',
    who: 'clerk',
    params: idParam,
    status: 200,
    answer: clerkAnswer,
    problems: ['not-found', 'not-clerked'],
    async handle({ identity, params }, desk) {
      const found = await clerkLot(desk.primary, params.id);
      if (found?.houseId !== identity.houseId) return refuse('not-found');
      const answer = clerkAnswerOf(found.state as LotState);
      return answer ? ok({ body: answer }) : refuse('not-clerked');
    },
  }),
  route({
    method: 'POST',
    path: '/lots/:id/clerk',
    summary: 'Give an order for a lot that a clerk calls',
    notes:
      '`seen` is what the clerk was looking at: the hammer, a pass and an undo of anything else are ' +
      'refused. A retry with the same key gets the first answer and does nothing a second time.',
    who: 'clerk',
    params: idParam,
    headers: [KEY_HEADER],
    body: clerkOrder,
    status: 200,
    answer: clerkAnswer,
    problems: [
      'idempotency-key-missing',
      'invalid-request',
      'key-reused',
      'not-found',
      'not-clerked',
      'wrong-stage',
      'stale-order',
      'buyer-unclear',
      'nothing-to-undo',
      'block-taken',
      'not-to-be-sold',
      'to-be-sold',
      'below-ask',
      'not-a-raise',
      'leader-exact',
      'own-lot',
      'not-approved',
      'deposit-missing',
      'over-limit',
      'wrong-state',
      'too-many-requests',
      'undecided',
      'unavailable',
    ],
    async handle({ identity, params, headers, body }, desk) {
      const key = readKey(headers);
      if (!key.ok) return key;
      const named = namedPaddle(body);
      const namedUserId =
        named?.paddle == null
          ? null
          : await paddleHolder(desk.primary, { lotId: params.id, paddle: named.paddle });
      if (named && named.paddle !== null && namedUserId === null) {
        return refuseField(named.pointer, 'must be a paddle of this sale');
      }
      const answer = await desk.lanes.submit(params.id, {
        kind: 'clerk',
        identity,
        order: body,
        namedUserId,
        idempotencyKey: key.value,
        bodyHash: bidBodyHash(body),
      });
      if (!answer.ok) {
        const { kind, rule, askMinor, leastMinor, mostMinor, detail } = answer.error;
        const more = {
          ...(leastMinor !== undefined && { leastMinor }),
          ...(mostMinor !== undefined && { mostMinor }),
        };
        return refuse(kind, { rule, askMinor, detail, more });
      }
      invariant('clerk' in answer.value, 'an order is answered with what its clerk is told');
      return ok({ body: answer.value.clerk });
    },
  }),
];
