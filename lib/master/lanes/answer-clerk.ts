import type { ClerkAnswer, ClerkOrder } from '../../api/v1/clerk';
import type { LotCommand } from '../../auction/command';
import { formatOf } from '../../auction/formats/formats';
import { publicLot } from '../../auction/public-lot';
import { refusal } from '../../auction/refusal';
import type { Bidder, LotState } from '../../auction/state';
import type { BatchRows } from '../../db/batch-write';
import { invariant, never } from '../../shared/assert';
import type { Known } from './known';
import { type ClerkInput, type LaneAnswer, refused } from './lane-input';
import type { LotDesk } from './lot-desk';
import { refusedByBlock, refusedOfHouse, refusedUnpublished } from './of-the-house';
import { problemOf } from './refusal-problem';

/** What an order asks of the rules. `named`: whose paddle it names, as read under the lock. */
function commandOf(order: ClerkOrder, named: Bidder | null): LotCommand {
  const clerk = 'clerk' as const;
  const { seen } = order;
  switch (order.order) {
    case 'put-on-the-block':
      return { kind: 'openLot', by: clerk };
    case 'fair-warning':
      return { kind: clerk, order: { kind: 'giveFairWarning' } };
    case 'final-call':
      return { kind: clerk, order: { kind: 'giveFinalCall' } };
    case 'hold':
      return { kind: clerk, order: { kind: 'hold' } };
    case 'take-up':
      return { kind: clerk, order: { kind: 'resume' } };
    case 'pass':
      return { kind: clerk, order: { kind: 'pass', seenVersion: seen.version } };
    case 'undo':
      return { kind: clerk, order: { kind: 'undo', seenVersion: seen.version } };
    case 'floor-bid': {
      const { amountMinor } = order;
      return { kind: clerk, order: { kind: 'takeFloorBid', amountMinor, bidder: named } };
    }
    case 'hammer':
      return { kind: clerk, order: { kind: 'sell', seen, buyer: named } };
    case 'increment':
      return { kind: clerk, order: { kind: 'setIncrement', stepMinor: order.stepMinor } };
    default:
      return never(order, 'order');
  }
}

/** What the clerk of a lot is told of it; null where no clerk calls it. */
export function clerkAnswerOf(state: LotState): ClerkAnswer | null {
  const { clerk } = formatOf(state);
  return clerk && { lot: publicLot(state), lastStep: clerk.lastStep(state) };
}

/** A lot comes on the block as it was seen, in a sale that is published, and alone. */
function refusedToOpen(state: LotState, order: ClerkOrder, known: Known): LaneAnswer | null {
  if (order.order !== 'put-on-the-block') return null;
  const { version, auctionId } = state;
  if (order.seen.version !== version) {
    return refused('stale-order', `The lot is at version ${version}.`);
  }
  return refusedUnpublished(auctionId, known) ?? refusedByBlock(state, known);
}

/**
 * Decides an order of the clerk under the lot's lock (LIV1): only of their own house, once for each key
 * (LED4), and by the rules only where those say so. What was done is audited with what the clerk saw.
 */
export function answerClerk(
  desk: LotDesk,
  input: ClerkInput,
  known: Known,
  rows: BatchRows,
): LaneAnswer {
  const { identity, order, idempotencyKey: key } = input;
  const { lotId } = desk.state();
  const notTheirs = refusedOfHouse(desk.state(), identity, known);
  if (notTheirs) return notTheirs;
  const bodyHash = input.bodyHash.toString('hex');
  const used = known.usedKey(lotId, identity.userId, key);
  if (used) {
    return used.bodyHash === bodyHash
      ? (JSON.parse(used.answer) as LaneAnswer)
      : refused('key-reused');
  }
  if (!formatOf(desk.state()).clerk) return { ok: false, error: problemOf(refusal('not-clerked')) };
  const early = refusedToOpen(desk.state(), order, known);
  if (early) return early;
  const named = input.namedUserId === null ? null : desk.bidderOf(input.namedUserId);
  const registrationId = named?.registrationId ?? null;
  const { outcome, entry } = desk.take(commandOf(order, named), { bidId: null, registrationId });
  if (!outcome.ok) return { ok: false, error: problemOf(outcome.error) };
  const clerk = clerkAnswerOf(desk.state());
  invariant(clerk && entry !== null, 'an order that is done has its entry', { lotId });
  const answer: LaneAnswer = { ok: true, value: { clerk } };
  const first = { lotId, bidderId: identity.userId, key, bodyHash, answer: JSON.stringify(answer) };
  rows.keys.push({ ...first, entry, status: 200 });
  known.rememberKey(first);
  rows.audits.push({
    actorId: identity.userId,
    houseId: identity.houseId,
    action: `clerk-${order.order}`,
    subject: `lot:${lotId}`,
    detail: { entry, ...order },
  });
  return answer;
}
