import { PROBLEMS } from '../../api/problem';
import type { BidAnswer } from '../../api/v1/bids';
import { isBidTaken } from '../../auction/fact';
import { publicLot } from '../../auction/public-lot';
import type { BatchRows, EntryRow } from '../../db/batch-write';
import { invariant } from '../../shared/assert';
import { CLOCK_MOVED_MS } from '../primary-clock';
import type { Known } from './known';
import { type BidInput, type LaneAnswer, refused } from './lane-input';
import type { LotDesk, Taken } from './lot-desk';
import { receiptText } from './receipt-text';
import { problemOf } from './refusal-problem';

const isoTime = (ms: number) => new Date(Math.floor(ms)).toISOString();

function answerOf(
  desk: LotDesk,
  input: BidInput,
  { bidId, paddle }: { bidId: string; paddle: number | null },
  taken: Taken,
): LaneAnswer {
  if (!taken.outcome.ok) return { ok: false, error: problemOf(taken.outcome.error) };
  const fact = taken.outcome.value.find(isBidTaken);
  invariant(fact && taken.entry !== null, 'an accepted bid has its fact and its entry');
  invariant(paddle !== null, 'who bid has a paddle');
  const body: BidAnswer = {
    bidId,
    entry: taken.entry,
    outcome: fact.outcome,
    paddle,
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

/**
 * Decides a bid under the lock: credential, then its key's first answer (LED4), then the rules. Every
 * answer that the ledger notes is kept under the key, but for `undecided`: that one is to be asked
 * again.
 */
export function answerBid(
  desk: LotDesk,
  input: BidInput,
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
  const bidder = known.bidder(auctionId, identity.userId);
  const bidId = known.nextBidId();
  invariant(bidId !== null, 'a ledger id was reserved for each bid');
  const taken = desk.take(
    {
      kind: 'placeBid',
      bidder,
      userId: identity.userId,
      isHouse,
      bidKind: input.bidKind,
      amountMinor: input.amountMinor,
      seenAskMinor: input.seenAskMinor,
      units: input.units,
      leastUnits: input.leastUnits,
      receivedAtMs: input.received.ms,
      receivedErrorMs: input.received.errorMs,
    },
    { bidId, registrationId: bidder?.registrationId ?? null },
  );
  const row = taken.entry === null ? undefined : rows.entries.at(-1);
  const whose = { bidId, paddle: bidder?.paddle ?? null };
  const answer = withReceipt(answerOf(desk, input, whose, taken), auctionId, row);
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
