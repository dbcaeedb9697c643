import { invariant } from '../../shared/assert';
import { err, ok, type Result } from '../../shared/result';
import type { CancelBid } from '../command';
import type { BidCancelled, LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { publicStep } from '../public-step';
import { type Refusal, refusal } from '../refusal';
import type { LotState } from '../state';

/**
 * Takes a bid back: the lot is played again without it, and without those of bidders barred since
 * (RET1, RET2). Only the bids change: the phase and the close stay as they are (RET3). What has ended is
 * reopened first (CLS3).
 */
export function cancelBid(
  state: LotState,
  command: CancelBid,
): Result<readonly LotFact[], Refusal> {
  const { by, why, entry, bids } = command;
  invariant(
    bids.every((bid, at) => bid.entry <= state.entry && bid.entry > (bids[at - 1]?.entry ?? 0)),
    'the bids of a lot come in the order of its ledger',
    { lotId: state.lotId },
  );
  const cancelled = bids.find((bid) => bid.entry === entry);
  if (!cancelled) return err(refusal('no-such-bid'));
  if (why === null) return err(refusal('needs-why'));
  const others = bids.filter((bid) => bid !== cancelled);
  const standing = others.filter(({ bidder }) => bidder.status === 'approved');
  const barred = others.filter(({ bidder }) => bidder.status !== 'approved');
  const { registrationId, paddle } = cancelled.bidder;
  const fact = {
    kind: 'bidCancelled',
    by,
    why,
    registrationId,
    paddle,
    entries: [entry, ...barred.map((bid) => bid.entry)],
    ...formatOf(state).replay(state, standing),
  } as const;
  return ok([publicStep<BidCancelled>(state, fact)]);
}
