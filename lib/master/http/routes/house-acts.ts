import type { Identity } from '../../../accounts/identity';
import {
  cancelBid,
  houseActAnswer,
  houseLotView as houseLotViewSchema,
  patchTerms,
  reopenLot,
} from '../../../api/v1/house-acts';
import { houseBids, houseView, lotActs } from '../../../db/read/house-view';
import { toLotView } from '../../../db/read/lot-row';
import { lotById } from '../../../db/read/lots';
import { emailsByPersonId, personIdsByEmail } from '../../../db/read/people';
import { invariant } from '../../../shared/assert';
import { ok } from '../../../shared/result';
import { bidBodyHash } from '../../lanes/bid-body-hash';
import type { HouseAct } from '../../lanes/lane-input';
import { refuse, refuseField } from '../../trouble';
import type { Desk } from '../desk';
import { houseLotView, nameOfTerm, sellersIn, toTerms } from '../house-lot-view';
import { KEY_HEADER, readKey } from '../idempotency-key';
import { type Call, idParam, route } from '../route';

const entryParam = idParam.extend({ entry: idParam.shape.id });

/** What an order can be refused with, whichever it is. */
const PROBLEMS = [
  'idempotency-key-missing',
  'invalid-request',
  'invalid-key',
  'session-ended',
  'not-found',
  'reason-missing',
  'wrong-state',
  'key-reused',
  'too-many-requests',
  'undecided',
  'unavailable',
] as const;

const NOTES =
  'A retry with the same key gets the first answer and does nothing again. The ledger holds a salted ' +
  'hash of the reason; who acted and why stand beside it, for the house.';

/** Puts an order into the lot's lane and answers with the lot after it. */
async function give(
  desk: Desk,
  {
    identity,
    headers,
  }: Pick<Call<'clerk', unknown, unknown, unknown>, 'headers'> & {
    identity: Identity;
  },
  lotId: number,
  { act, reason }: { act: HouseAct; reason: string | undefined },
) {
  const key = readKey(headers);
  if (!key.ok) return key;
  const why = reason ?? null;
  const answer = await desk.lanes.submit(lotId, {
    ...{ kind: 'house', identity, act, reason: why, idempotencyKey: key.value },
    bodyHash: bidBodyHash({ act, why }),
  });
  if (!answer.ok) {
    const { kind, errors, ...more } = answer.error;
    const faults = errors?.map(({ pointer, message }) => {
      const term = pointer.slice('/terms/'.length);
      return { pointer: `/terms/${nameOfTerm(term)}`, message };
    });
    return refuse(kind, { ...more, ...(faults && { errors: faults }) });
  }
  invariant('lot' in answer.value, 'an order of the house is answered with the lot');
  const record = await lotById(desk.primary, lotId);
  invariant(record, 'a lot that was written can be read', { lotId });
  const awaitsSecond = answer.value.awaitsSecond ?? false;
  return ok({ body: { lot: toLotView(record), awaitsSecond } });
}

/** What the house does to a lot that runs or has ended, and what it sees of it. */
export const houseActRoutes = [
  route({
    method: 'GET',
    path: '/lots/:id/house',
    summary: 'Read what only the house sees of a lot',
    notes:
      'Terms with whether they may change now, bids by ledger entry, and what was done by whom.',
    who: 'clerk',
    params: idParam,
    status: 200,
    answer: houseLotViewSchema,
    problems: ['not-found'],
    async handle({ identity, params }, desk) {
      const found = await houseView(desk.primary, params.id);
      if (found?.houseId !== identity.houseId) return refuse('not-found');
      const [bids, acts] = await Promise.all([
        houseBids(desk.primary, params.id),
        lotActs(desk.primary, params.id),
      ]);
      const sellers = await emailsByPersonId(desk.primary, sellersIn(found.state, acts));
      return ok({ body: houseLotView(found, { bids, acts, sellers }, identity) });
    },
  }),
  route({
    method: 'POST',
    path: '/lots/:id/bids/:entry/cancel',
    summary: 'Cancel a bid',
    notes: `The lot is played again without the bid of that ledger entry (RET1). ${NOTES}`,
    who: 'auctioneer',
    params: entryParam,
    headers: [KEY_HEADER],
    body: cancelBid,
    status: 200,
    answer: houseActAnswer,
    problems: [...PROBLEMS, 'no-such-bid'],
    handle: (call, desk) =>
      give(desk, call, call.params.id, {
        act: { kind: 'cancel-bid', entry: call.params.entry },
        reason: call.body.reason,
      }),
  }),
  route({
    method: 'POST',
    path: '/lots/:id/reopen',
    summary: 'Take bids again on a lot that has ended',
    notes:
      'Once the next lot is up two persons are needed (CLS3): the first, who sends a reason, is answered ' +
      `with \`awaitsSecond\`; another who asks for the same agrees. ${NOTES}`,
    who: 'clerk',
    params: idParam,
    headers: [KEY_HEADER],
    body: reopenLot,
    status: 200,
    answer: houseActAnswer,
    problems: [...PROBLEMS, 'stale-version', 'block-taken'],
    handle: (call, desk) =>
      give(desk, call, call.params.id, {
        act: { kind: 'reopen-lot', version: call.body.version },
        reason: call.body.reason,
      }),
  }),
  route({
    method: 'PATCH',
    path: '/lots/:id/terms',
    summary: 'Change terms of a lot',
    notes:
      'Also while it is open, as far as its rules let it (TRM1); all or none. Each term is sent with what ' +
      `was seen of it: a bid in between is no obstacle. Once the lot is open a reason is needed. ${NOTES}`,
    who: 'clerk',
    params: idParam,
    headers: [KEY_HEADER],
    body: patchTerms,
    status: 200,
    answer: houseActAnswer,
    problems: [...PROBLEMS, 'stale-version', 'term-fixed', 'close-too-soon'],
    async handle(call, desk) {
      const { terms, seen, reason } = call.body;
      const emails = [terms, seen].flatMap(({ sellerEmail }) => sellerEmail?.toLowerCase() ?? []);
      const sellers = await personIdsByEmail(desk.primary, emails);
      if (terms.sellerEmail && !sellers.has(terms.sellerEmail.toLowerCase())) {
        return refuseField('/terms/sellerEmail', 'must be of somebody with an account');
      }
      const act = {
        kind: 'set-terms',
        terms: toTerms(terms, sellers),
        seen: toTerms(seen, sellers),
      } as const;
      return give(desk, call, call.params.id, { act, reason });
    },
  }),
];
