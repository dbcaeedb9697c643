import { PROBLEMS } from '../../api/problem';
import type { BidAnswer } from '../../api/v1/bids';
import type { FromBidder, LotCommand } from '../../auction/command';
import { isBidTaken, type LotFact } from '../../auction/fact';
import { publicLot } from '../../auction/public-lot';
import type { BatchRows, EntryRow } from '../../db/batch-write';
import { invariant, never } from '../../shared/assert';
import { CLOCK_MOVED_MS } from '../primary-clock';
import type { Known } from './known';
import { type BidderInput, type LaneAnswer, refused } from './lane-input';
import type { LotDesk, Taken } from './lot-desk';
import { receiptText } from './receipt-text';
import { problemOf } from './refusal-problem';

const isoTime = (ms: number) => new Date(Math.floor(ms)).toISOString();

/** What came of what a bidder asked. */
function outcomeOf(facts: readonly LotFact[]): BidAnswer['outcome'] {
  if (facts.some(({ kind }) => kind === 'bidLeft')) return 'left';
  if (facts.some((fact) => fact.kind === 'sold' && fact.by === 'bidder')) return 'bought';
  const fact = facts.find(isBidTaken);
  invariant(fact, 'an accepted bid has its fact');
  return fact.outcome;
}

function answerOf(desk: LotDesk, input: BidderInput, bidId: string, taken: Taken): LaneAnswer {
  if (!taken.outcome.ok) return { ok: false, error: problemOf(taken.outcome.error) };
  const bidder = desk.bidderOf(input.identity.userId);
  invariant(bidder && taken.entry !== null, 'an accepted bid has its bidder and its entry');
  const body: BidAnswer = {
    bidId,
    entry: taken.entry,
    outcome: outcomeOf(taken.outcome.value),
    paddle: bidder.paddle,
    receivedAt: isoTime(input.received.ms),
    durability: 'local',
    lot: publicLot(desk.state()),
  };
  return { ok: true, value: { status: 201, body } };
}

/** What the ledger noted is kept with the first answer: asked again, the receipt is the same (LED4). */
function withReceipt(answer: LaneAnswer, auctionId: number, row: EntryRow | undefined): LaneAnswer {
  if (!row) return answer;
  const text = receiptText(auctionId, row);
  if (!answer.ok) {
    const bidId = row.bidId === null ? {} : { bidId: row.bidId };
    return { ok: false, error: { ...answer.error, receiptText: text, ...bidId } };
  }
  return { ok: true, value: { ...answer.value, receiptText: text } };
}

/** The command of the rules that a bidder's wish comes to. */
function commandOf(
  input: BidderInput,
  { bidder, isHouse }: Pick<FromBidder, 'bidder' | 'isHouse'>,
): LotCommand {
  const { identity, amountMinor, received } = input;
  const from = {
    bidder,
    userId: identity.userId,
    isHouse,
    amountMinor,
    receivedAtMs: received.ms,
    receivedErrorMs: received.errorMs,
  };
  switch (input.kind) {
    case 'bid':
      return {
        kind: 'placeBid',
        ...from,
        bidKind: input.bidKind,
        seenAskMinor: input.seenAskMinor,
        units: input.units,
        leastUnits: input.leastUnits,
      };
    case 'buy-now':
      return { kind: 'buyNow', ...from };
    case 'absentee-bid':
      return { kind: 'leaveBid', ...from };
    default:
      return never(input, 'wish of a bidder');
  }
}

/**
 * Decides a bid, a purchase or a bid left before the opening under the lock: credential, then its key's
 * first answer (LED4), then the rules. Every answer that the ledger notes is kept under the key, but for
 * `undecided`: that one is to be asked again.
 */
export function answerBidder(
  desk: LotDesk,
  input: BidderInput,
  known: Known,
  rows: BatchRows,
): LaneAnswer {
  const { identity, idempotencyKey: key } = input;
  const { lotId, auctionId } = desk.state();
  const badCredential = known.credentialProblem(identity);
  if (badCredential) return refused(badCredential);
  const bodyHash = input.bodyHash.toString('hex');
  const used = known.usedKey(lotId, identity.userId, key);
  if (used) {
    return used.bodyHash === bodyHash
      ? (JSON.parse(used.answer) as LaneAnswer)
      : refused('key-reused');
  }
  // Received by a clock that was set back since (TIM2): asked again, it has a time that means something.
  const earliestMs = input.received.ms - input.received.errorMs;
  if (earliestMs > known.facts.nowMs + CLOCK_MOVED_MS) return refused('undecided');
  const auction = known.auction(auctionId);
  invariant(auction, 'a lot has its auction', { lotId, auctionId });
  const isHouse = identity.houseId === auction.houseId;
  if (auction.state === 'draft' && !isHouse) return refused('not-found');
  const bidder = desk.bidderOf(identity.userId);
  const bidId = known.nextBidId();
  invariant(bidId !== null, 'a ledger id was reserved for each bid');
  const registrationId = bidder?.registrationId ?? null;
  const taken = desk.take(commandOf(input, { bidder, isHouse }), { bidId, registrationId });
  const row = taken.entry === null ? undefined : rows.entries.at(-1);
  const answer = withReceipt(answerOf(desk, input, bidId, taken), auctionId, row);
  const toBeAskedAgain = !answer.ok && answer.error.kind === 'undecided';
  if (taken.entry !== null && !toBeAskedAgain) {
    const first = {
      lotId,
      bidderId: identity.userId,
      key,
      bodyHash,
      answer: JSON.stringify(answer),
    };
    const status = answer.ok ? 201 : PROBLEMS[answer.error.kind].status;
    rows.keys.push({ ...first, entry: taken.entry, status });
    known.rememberKey(first);
  }
  return answer;
}
