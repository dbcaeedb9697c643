import { BIDDER_HEADER, bidAnswer, DECIDED_REFUSALS, placeBid } from '../../../api/v1/bids';
import { invariant } from '../../../shared/assert';
import { ok } from '../../../shared/result';
import { bidBodyHash } from '../../lanes/bid-body-hash';
import type { LaneProblem } from '../../lanes/lane-input';
import { refuse } from '../../trouble';
import type { Desk } from '../desk';
import { KEY_HEADER, readKey } from '../idempotency-key';
import { idParam, route } from '../route';

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

/** Bidding. */
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
    problems: [
      'idempotency-key-missing',
      'invalid-request',
      'invalid-key',
      'session-ended',
      'not-found',
      ...DECIDED_REFUSALS,
      'too-many-requests',
      'undecided',
      'unavailable',
    ],
    async handle({ identity, params, headers, body, received }, desk) {
      if ((headers[BIDDER_HEADER] ?? identity.userId) !== identity.userId) {
        return refuse('session-ended');
      }
      const key = readKey(headers);
      if (!key.ok) return key;
      const answer = await desk.lanes.submit(params.id, {
        kind: 'bid',
        identity,
        amountMinor: body.amountMinor,
        bidKind: body.kind,
        seenAskMinor: body.seenAskMinor,
        units: body.units,
        leastUnits: body.leastUnits,
        idempotencyKey: key.value,
        bodyHash: bidBodyHash(body),
        received,
      });
      if (!answer.ok) return troubleOf(answer.error, desk);
      invariant('body' in answer.value, 'a bid is answered with a bid');
      const { body: made, receiptText } = answer.value;
      if (receiptText === undefined) return ok({ body: made });
      return ok({ body: { ...made, receipt: desk.receipts.sign(receiptText) } });
    },
  }),
];
