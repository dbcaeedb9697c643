import type { LotCommand } from '../../auction/command';
import { publicLot } from '../../auction/public-lot';
import type { BatchRows } from '../../db/batch-write';
import type { Known } from './known';
import { type ActionInput, type LaneAnswer, refused } from './lane-input';
import type { LotDesk } from './lot-desk';
import { refusedByBlock, refusedOfHouse, refusedUnpublished } from './of-the-house';
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
  const notTheirs = refusedOfHouse(desk.state(), identity, known);
  if (notTheirs) return notTheirs;
  if (version !== current) return refused('stale-version', `The lot is at version ${current}.`);
  const notNow =
    action === 'open' &&
    (refusedUnpublished(auctionId, known) ?? refusedByBlock(desk.state(), known));
  if (notNow) return notNow;
  const { outcome, entry } = desk.take(COMMANDS[action]);
  if (!outcome.ok) return { ok: false, error: problemOf(outcome.error) };
  rows.audits.push({
    actorId: identity.userId,
    houseId: identity.houseId,
    action: `${action}-lot`,
    subject: `lot:${lotId}`,
    detail: { version, entry },
  });
  return { ok: true, value: { lot: publicLot(desk.state()) } };
}
