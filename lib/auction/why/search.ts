import { AMOUNT_MAX_MINOR, type Minor } from '../../shared/money';
import type { FromBidder, LotCommand, PlaceBid } from '../command';
import { publicLot } from '../public-lot';
import { settle } from '../settle';
import type { LotState } from '../state';
import { isAhead } from './ahead';
import type { LotStep } from './bid-why';

/** A later command as it would have been asked: a cancellation plays the bids again. */
function commandWith(command: LotCommand, entry: number, amountMinor: Minor): LotCommand {
  if (command.kind !== 'cancelBid') return command;
  const bids = command.bids.map((bid) => (bid.entry === entry ? { ...bid, amountMinor } : bid));
  return { ...command, bids };
}

/**
 * What was asked, by somebody without a limit: how far theirs went then is not in the ledger, and whoever tells
 * what would have won tells beside it what the limit allowed (REG2).
 */
export const unlimited = <C extends FromBidder>(command: C): C => ({
  ...command,
  bidder: command.bidder && { ...command.bidder, limitMinor: null },
});

/** The same life of a lot but for one bid's amount, every later command as it was: how it ends. */
export function lifeWith(
  amountMinor: Minor,
  { before, settlement }: LotStep,
  { command, later }: { command: PlaceBid; later: readonly LotStep[] },
): LotState {
  // What they had seen is no more than a formality of this sale (STL1).
  const seenAskMinor = publicLot(before).askMinor ?? undefined;
  const { entry, decidedAtMs } = settlement.next;
  const asked = { ...unlimited(command), amountMinor, seenAskMinor };
  let state = settle(before, asked, decidedAtMs).next;
  for (const one of later) {
    const next = commandWith(one.command, entry, amountMinor);
    state = settle(state, next, one.settlement.next.decidedAtMs).next;
  }
  return state;
}

/**
 * The least amount with which a bid ends ahead, going up or, where lower ones win, down; null where none does
 * or all do, or only one as far as what stands for a limit that was never opened (LED5).
 */
export function leastThatWins(
  step: LotStep,
  of: { command: PlaceBid; later: readonly LotStep[] },
  unopenedMinor: Minor,
): Minor | null {
  const { bidder } = of.command;
  if (!bidder) return null;
  const wins = (amountMinor: Minor) => isAhead(lifeWith(amountMinor, step, of), bidder.paddle);
  const [lowWins, highWins] = [wins(1), wins(AMOUNT_MAX_MINOR)];
  if (lowWins === highWins) return null;
  let losing = highWins ? 1 : AMOUNT_MAX_MINOR;
  let winning = highWins ? AMOUNT_MAX_MINOR : 1;
  while (Math.abs(winning - losing) > 1) {
    const middle = Math.floor((winning + losing) / 2);
    if (wins(middle)) winning = middle;
    else losing = middle;
  }
  const isKnown = highWins ? winning < unopenedMinor : winning > unopenedMinor;
  return isKnown ? winning : null;
}
