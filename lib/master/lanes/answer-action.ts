import type { LotCommand } from '../../auction/command';
import { publicLot } from '../../auction/public-lot';
import type { BatchRows } from '../../db/batch-write';
import { invariant } from '../../shared/assert';
import type { Known } from './known';
import { type ActionInput, type LaneAnswer, refused } from './lane-input';
import type { LotDesk } from './lot-desk';
import { problemOf } from './refusal-problem';

const COMMANDS: Record<ActionInput['action'], LotCommand> = {
  open: { kind: 'openLot', by: 'clerk' },
  close: { kind: 'closeLot', by: 'clerk' },
  withdraw: { kind: 'withdrawLot' },
};

/**
 * Decides what the clerk wants of a lot under its lock: only of their own house, only as they saw it
 * (`version`), and nothing opens in a sale that is not published. What was done is audited.
 */
export function answerAction(
  desk: LotDesk,
  input: ActionInput,
  known: Known,
  rows: BatchRows,
): LaneAnswer {
  const { identity, action, version } = input;
  const { lotId, auctionId, version: current } = desk.state();
  const badCredential = known.credentialProblem(identity);
  if (badCredential) return refused(badCredential);
  const auction = known.auction(auctionId);
  invariant(auction, 'a lot has its auction', { lotId, auctionId });
  if (identity.role === 'bidder' || identity.houseId !== auction.houseId) {
    return refused('not-allowed');
  }
  if (version !== current) return refused('stale-version', `The lot is at version ${current}.`);
  if (action === 'open' && auction.state !== 'published' && auction.state !== 'live') {
    return refused('wrong-state', `The sale is ${auction.state}.`);
  }
  const { outcome } = desk.take(COMMANDS[action]);
  if (!outcome.ok) return { ok: false, error: problemOf(outcome.error) };
  rows.audits.push({
    actorId: identity.userId,
    houseId: identity.houseId,
    action: `${action}-lot`,
    subject: `lot:${lotId}`,
    detail: { version },
  });
  return { ok: true, value: { lot: publicLot(desk.state()) } };
}
