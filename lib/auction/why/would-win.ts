import type { Minor } from '../../shared/money';
import { formatOf } from '../formats/formats';
import { beats, type Direction } from '../formats/proxy-price';
import type { LostBid, WouldWin } from '../formats/would-win';
import { publicLot } from '../public-lot';
import type { RefusalKind } from '../refusal';
import { settle } from '../settle';
import type { LotState } from '../state';
import { isAhead } from './ahead';
import type { Asked } from './asked';
import type { BidWhy, LotStep, Sight } from './bid-why';
import { leastThatWins, unlimited } from './search';

/** What is known of a bid before it is said what would have won. */
export interface Lost {
  readonly step: LotStep;
  readonly asked: Asked;
  readonly why: Omit<BidWhy, 'wouldWin'>;
  readonly steps: readonly LotStep[];
  readonly later: readonly LotStep[];
}

/** Refused for what it was, whatever amount it named (OFR1, PRX7). */
const OF_NO_AMOUNT: readonly RefusalKind[] = ['no-max', 'leader-exact'];

/** Whether another amount could have made a difference that anybody knows of. */
function isAmountAtFault({ step, why, later }: Lost): boolean {
  const { outcome, next } = step.settlement;
  if (!outcome.ok) {
    const { kind, askMinor } = outcome.error;
    if (askMinor === undefined || OF_NO_AMOUNT.includes(kind)) return false;
  }
  // What waits is not decided; whoever bought has what they bought, whatever becomes of the rest (DUT1).
  const isApart = why.answer === 'left' || (why.answer === 'bought' && why.asked === 'bid');
  if (isApart || why.replacedBy !== null || why.cancelledBy !== null) return false;
  const last = later.at(-1)?.settlement.next ?? next;
  return last.phase !== 'withdrawn' && !isAhead(last, why.paddle);
}

/** Whether it was the bidder's limit that was too low, and not what they bid (REG2). */
const isOverLimit = ({ outcome }: LotStep['settlement']) =>
  !outcome.ok && outcome.error.kind === 'over-limit';

/** The least that would have been taken of a bid that only its bidder's limit refused. */
function leastUnlimited({ before, command, settlement }: LotStep): Minor | null {
  if (command.kind !== 'placeBid' && command.kind !== 'leaveBid') return null;
  const least = { ...unlimited(command), amountMinor: 1 };
  const { outcome } = settle(before, least, settlement.next.decidedAtMs);
  return outcome.ok ? least.amountMinor : (outcome.error.leastMinor ?? null);
}

/** See `LostBid`. To a leader the least amount tells of their own limit, which is theirs alone (LED3). */
function leastOf({ step, why }: Lost, sight: Sight): Minor | null {
  if (!isOverLimit(step.settlement)) return why.leastMinor;
  const isTheirs = sight === 'anyone' && isAhead(step.before, why.paddle);
  return isTheirs ? null : leastUnlimited(step);
}

function lostBid(lost: Lost, sight: Sight): LostBid {
  const { asked, why, later } = lost;
  const leaders = later.map(({ settlement }) => publicLot(settlement.next).leaderPaddle);
  const isSameLeader = leaders.every((paddle) => paddle === why.after.leaderPaddle);
  return {
    before: why.before,
    now: why.now,
    leastMinor: leastOf(lost, sight),
    leastUnits: asked.leastUnits,
    isLater: isSameLeader && why.overtaken === null,
    mayMatch: asked.hasPriority,
  };
}

/** What was bid was not enough (null: that is not known): no more is needed to know that as much would not have been. */
function sharpened(
  proven: WouldWin | null,
  ownMinor: Minor | null,
  direction: Direction,
): WouldWin | null {
  if (proven === null || ownMinor === null) return proven;
  if (beats(direction, ownMinor, proven.amountMinor)) return null;
  const isSame = proven.kind === 'from' && ownMinor === proven.amountMinor;
  return isSame ? { ...proven, kind: 'beyond' } : proven;
}

/**
 * Whether an award proves that less is not enough. Where bids go beyond each other a price proves no such
 * thing: whoever made it may have been forestalled by less.
 */
const isLeastProven = (amountMinor: Minor, proven: WouldWin | null, lot: LotState) =>
  proven !== null &&
  formatOf(lot).awardRule !== undefined &&
  amountMinor === proven.amountMinor + (proven.kind === 'beyond' ? 1 : 0);

/** Whether what would have bought the lot at once would have kept it. */
const isKeptOnce = (later: readonly LotStep[]) =>
  later.every(({ command }) => command.kind !== 'reopenLot');

/**
 * What would have won (WHY1): the least amount, found by playing the lot again, where every limit that it
 * depends on is known; what it could have been bought for; else what the price proves. Nothing that
 * tells how far anybody would go whose limit the asker may not see.
 */
export function wouldWinOf(lost: Lost, sight: Sight): WouldWin | null {
  if (!isAmountAtFault(lost)) return null;
  const { step, why, later, steps } = lost;
  const { command, before } = step;
  const format = formatOf(before);
  const { direction, amountMinor: furthestMinor } = format.furthest;
  // What a limit refused was perhaps more than enough.
  const triedMinor = isOverLimit(step.settlement) ? null : why.amountMinor;
  const proven = sharpened(format.provenToWin(lostBid(lost, sight)), triedMinor, direction);
  const searched =
    sight === 'all' && command.kind === 'placeBid'
      ? leastThatWins(step, { command, later }, furthestMinor)
      : null;
  const isAssumed = steps.some((one) => one.isAssumed);
  const isSure = !isAssumed || (searched !== null && isLeastProven(searched, proven, before));
  const buyNowMinor = isKeptOnce(later) ? why.before.buyNowMinor : undefined;
  if (searched !== null && isSure && searched <= (buyNowMinor ?? searched)) {
    return { kind: 'enough', amountMinor: searched };
  }
  return buyNowMinor === undefined ? proven : { kind: 'buy', amountMinor: buyNowMinor };
}
