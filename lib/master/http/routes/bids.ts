import type { ProblemKind } from '../../../api/problem';
import {
  BIDDER_HEADER,
  type BidAnswer,
  bidAnswer,
  buyNow,
  DECIDED_REFUSALS,
  leaveBid,
  placeBid,
} from '../../../api/v1/bids';
import { invariant } from '../../../shared/assert';
import { ok, type Result } from '../../../shared/result';
import { bidBodyHash } from '../../lanes/bid-body-hash';
import type { BidInput, LaneProblem } from '../../lanes/lane-input';
import { refuse, type Trouble } from '../../trouble';
import type { Desk } from '../desk';
import { KEY_HEADER, readKey } from '../idempotency-key';
import { type Answer, type Call, idParam, route } from '../route';

const BIDDER = {
  name: 'Lotcast-Bidder',
  required: false,
  description: 'The id of the user the bid is for; refused when somebody else is signed in by now.',
};

function troubleOf(problem: LaneProblem, { receipts }: Desk) {
  const { kind, rule, askMinor, leastMinor, mostMinor, detail, receiptText, bidId } = problem;
  const more = {
    ...(leastMinor !== undefined && { leastMinor }),
    ...(mostMinor !== undefined && { mostMinor }),
    ...(bidId !== undefined && { bidId }),
    ...(receiptText !== undefined && { receipt: receipts.sign(receiptText) }),
  };
  return refuse(kind, { rule, askMinor, detail, more });
}

/** What every wish of a bidder can be refused with. */
const PROBLEMS_OF_ANY: readonly ProblemKind[] = [
  'idempotency-key-missing',
  'invalid-request',
  'invalid-key',
  'session-ended',
  'not-found',
  ...DECIDED_REFUSALS,
  'too-many-requests',
  'undecided',
  'unavailable',
];

type Wish =
  | Pick<BidInput, 'kind' | 'bidKind' | 'seenAskMinor' | 'units' | 'leastUnits'>
  | { kind: 'buy-now' | 'absentee-bid' };

type BidderCall = Pick<
  Call<'person', { id: number }, unknown, { amountMinor: number }>,
  'identity' | 'params' | 'headers' | 'body' | 'received'
>;

/** Puts what a bidder asks into the lot's lane, under their key, and answers with its receipt. */
async function ask(
  { identity, params, headers, body, received }: BidderCall,
  wish: Wish,
  desk: Desk,
): Promise<Result<Answer<BidAnswer>, Trouble>> {
  if ((headers[BIDDER_HEADER] ?? identity.userId) !== identity.userId) {
    return refuse('session-ended');
  }
  const key = readKey(headers);
  if (!key.ok) return key;
  const answer = await desk.lanes.submit(params.id, {
    ...wish,
    identity,
    amountMinor: body.amountMinor,
    idempotencyKey: key.value,
    // Another wish under the same key is another body (LED4).
    bodyHash: bidBodyHash(wish.kind === 'bid' ? body : { wish: wish.kind, ...body }),
    received,
  });
  if (!answer.ok) return troubleOf(answer.error, desk);
  invariant('body' in answer.value, 'a bid is answered with a bid');
  const { body: made, receiptText } = answer.value;
  if (receiptText === undefined) return ok({ body: made });
  return ok({ body: { ...made, receipt: desk.receipts.sign(receiptText) } });
}

/** Bidding, buying at once, and bids left before the opening. */
export const bidRoutes = [
  route({
    method: 'POST',
    path: '/lots/:id/bids',
    summary: 'Bid on a lot',
    notes:
      'A retry with the same key gets the first answer and bids no second time. After 503 nobody ' +
      'knows the outcome yet: retry with the same key until there is a definite answer. What the ' +
      'ledger notes, accepted or refused, is answered with a signed `receipt`: keep it.',
    who: 'person',
    params: idParam,
    headers: [KEY_HEADER, BIDDER],
    body: placeBid,
    status: 201,
    answer: bidAnswer,
    problems: PROBLEMS_OF_ANY,
    handle(call, desk) {
      const { kind: bidKind, seenAskMinor, units, leastUnits } = call.body;
      return ask(call, { kind: 'bid', bidKind, seenAskMinor, units, leastUnits }, desk);
    },
  }),
  route({
    method: 'POST',
    path: '/lots/:id/buy-now',
    summary: 'Buy a lot at once',
    notes:
      'Ends the lot at the `buyNowMinor` that it shows; name the price you saw. Retries, keys and ' +
      'receipts are those of a bid.',
    who: 'person',
    params: idParam,
    headers: [KEY_HEADER, BIDDER],
    body: buyNow,
    status: 201,
    answer: bidAnswer,
    problems: PROBLEMS_OF_ANY,
    handle: (call, desk) => ask(call, { kind: 'buy-now' }, desk),
  }),
  route({
    method: 'PUT',
    path: '/lots/:id/absentee-bid',
    summary: 'Leave a maximum before the opening',
    notes:
      'One a bidder: a later one, with a new key, replaces it and takes its place at the end. The ' +
      'opening plays these bids in their order, before any other. Nobody else sees it.',
    who: 'person',
    params: idParam,
    headers: [KEY_HEADER, BIDDER],
    body: leaveBid,
    status: 201,
    answer: bidAnswer,
    problems: PROBLEMS_OF_ANY,
    handle: (call, desk) => ask(call, { kind: 'absentee-bid' }, desk),
  }),
];
