import { invariant } from '../shared/assert';
import { AMOUNT_MAX_MINOR, type Minor } from '../shared/money';
import type { LotCommand, PlaceBid } from './command';
import { type BidOutcome, isBidTaken, type LotFact } from './fact';
import { formatOf } from './formats/formats';
import { type PublicLot, publicLot } from './public-lot';
import type { RefusalKind } from './refusal';
import { type Settlement, settle } from './settle';
import type { LotState } from './state';

/** One command of a lot's life, settled: what a lot's ledger gives when it is played again (G2). */
export interface LotStep {
  readonly before: LotState;
  readonly command: LotCommand;
  readonly settlement: Settlement;
}

/**
 * How much the asker may see: what anyone may; with it their own limits; or every limit that the steps
 * hold, for the house and, of a lot that has ended, what was opened for anyone (LED5).
 */
export type Sight = 'anyone' | 'owner' | 'all';

/**
 * What would have won, all else as it was. `enough`: this amount, and one minor unit less is not. `from` this
 * amount on, or only `beyond` it: how far is the secret of whoever leads.
 */
export interface WouldWin {
  readonly kind: 'enough' | 'from' | 'beyond';
  readonly amountMinor: Minor;
}

/** The later entry by which a bid that led did so no more. */
export interface Overtaken {
  readonly entry: number;
  readonly rule: string;
  readonly after: PublicLot;
}

/** Why a bid came to what it came to (WHY1). */
export interface BidWhy {
  readonly entry: number;
  readonly paddle: number;
  /** What it came to at once: the outcome, or the kind of the refusal. */
  readonly answer: BidOutcome | RefusalKind;
  /** The rule that decided. */
  readonly rule: string;
  /** What was bid; null where the asker may not know. */
  readonly amountMinor: Minor | null;
  /** The lot as anyone saw it, before and after. */
  readonly before: PublicLot;
  readonly after: PublicLot;
  /** The least that would have been taken of this bidder (LED3); null where no amount was at fault. */
  readonly leastMinor: Minor | null;
  readonly overtaken: Overtaken | null;
  /** The entry by which the auctioneer took it back (RET1). */
  readonly cancelledBy: number | null;
  /** Null for a bid that leads or has won, and where no amount is known to. */
  readonly wouldWin: WouldWin | null;
}

type BidStep = LotStep & { readonly command: PlaceBid };

const OUTCOME_RULES: Readonly<Record<BidOutcome, string>> = {
  leading: 'PRX2',
  outbid: 'PRX2',
  raised: 'PRX4',
  offered: 'OFR1',
  bought: 'DUT1',
};

/** The rule of what else ends a lead. */
const FACT_RULES: Readonly<Partial<Record<LotFact['kind'], string>>> = {
  passed: 'CLS2',
  sold: 'CLS2',
  withdrawn: 'CLS4',
  bidCancelled: 'RET1',
  floorBidTaken: 'LIV1',
  stepUndone: 'LIV1',
};

/** The rule that decided a bid. That a limit was equal tells how far the leader would go: not to anyone. */
function ruleOf({ before, command, settlement }: LotStep, sight: Sight): string {
  const { outcome } = settlement;
  if (!outcome.ok) return outcome.error.rule;
  const [fact] = outcome.value;
  if (!fact || !isBidTaken(fact) || command.kind !== 'placeBid') {
    return (fact && FACT_RULES[fact.kind]) ?? 'STA1';
  }
  if (fact.kind !== 'bidAccepted') return OUTCOME_RULES[fact.outcome];
  const isFirst = publicLot(before).priceMinor === null;
  if (fact.outcome === 'leading' && isFirst) return 'PRX1';
  if (fact.outcome === 'leading' && command.bidKind === 'exact') return 'PRX7';
  const isTie = fact.outcome === 'outbid' && fact.priceMinor === fact.maxMinor;
  return isTie && sight !== 'anyone' ? 'PRX3' : OUTCOME_RULES[fact.outcome];
}

/** Whether this paddle leads, or is among those who have won. */
function isAhead(state: LotState, paddle: number): boolean {
  const { leaderPaddle } = publicLot(state);
  const hammer = state.phase === 'sold' ? formatOf(state).hammer(state) : null;
  if (hammer?.kind === 'sold' && hammer.sales.some((sale) => sale.paddle === paddle)) return true;
  return leaderPaddle === paddle && state.phase !== 'passed' && state.phase !== 'withdrawn';
}

const stateAfter = (steps: readonly LotStep[], first: LotState): LotState =>
  steps.at(-1)?.settlement.next ?? first;

/** The first later step after which the bidder is not ahead any more. */
function overtakenBy(later: readonly LotStep[], paddle: number, sight: Sight): Overtaken | null {
  const step = later.find(({ settlement }) => !isAhead(settlement.next, paddle));
  if (!step) return null;
  const { next } = step.settlement;
  return { entry: next.entry, rule: ruleOf(step, sight), after: publicLot(next) };
}

/** The entry of the cancellation after which this bid counts no more (RET1, RET2). */
function cancelledBy(later: readonly LotStep[], entry: number): number | null {
  const step = later.find(
    ({ settlement: { outcome } }) =>
      outcome.ok &&
      outcome.value.some((fact) => fact.kind === 'bidCancelled' && fact.entries.includes(entry)),
  );
  return step?.settlement.next.entry ?? null;
}

/** A later command as it would have been asked: a cancellation plays the bids again. */
function commandWith(command: LotCommand, entry: number, amountMinor: Minor): LotCommand {
  if (command.kind !== 'cancelBid') return command;
  const bids = command.bids.map((bid) => (bid.entry === entry ? { ...bid, amountMinor } : bid));
  return { ...command, bids };
}

/** Whether the bid would be ahead at the end with another amount, every later command as it was. */
function winsWith(
  amountMinor: Minor,
  { before, command, settlement }: BidStep,
  later: readonly LotStep[],
): boolean {
  // What they had seen is no more than a formality of this sale (STL1).
  const seenAskMinor = publicLot(before).askMinor ?? undefined;
  const { entry, decidedAtMs } = settlement.next;
  let state = settle(before, { ...command, amountMinor, seenAskMinor }, decidedAtMs).next;
  for (const one of later) {
    const next = commandWith(one.command, entry, amountMinor);
    state = settle(state, next, one.settlement.next.decidedAtMs).next;
  }
  return command.bidder !== null && isAhead(state, command.bidder.paddle);
}

/**
 * The least amount that wins, going up or, where lower ones win, down; null where none is known to: one
 * as far as what stands for a limit that was never opened is none (LED5).
 */
function leastThatWins(wins: (amountMinor: Minor) => boolean, unopenedMinor: Minor): Minor | null {
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

/** What anyone can tell of the amount that would win: the leader's limit is at least the price. */
function provenToWin(why: Omit<BidWhy, 'wouldWin'>, later: readonly LotStep[]): WouldWin | null {
  const now = later.at(-1)?.settlement.next;
  const lot = now ? publicLot(now) : why.after;
  if (why.leastMinor !== null && lot.priceMinor === why.before.priceMinor) {
    return { kind: 'from', amountMinor: why.leastMinor };
  }
  if (lot.priceMinor === null) return null;
  // Of equal limits the earlier leads (PRX3): was the leader's there before?
  const leaders = later.map(({ settlement }) => publicLot(settlement.next).leaderPaddle);
  const isEarlier = leaders.every((paddle) => paddle === why.after.leaderPaddle);
  const wasAhead = why.overtaken !== null;
  return {
    kind: isEarlier && !wasAhead ? 'beyond' : 'from',
    amountMinor: lot.priceMinor,
  };
}

const isBid = (step: LotStep | undefined): step is BidStep => step?.command.kind === 'placeBid';

/** What the bid came to, and what of it the asker may know. */
function toldOf(step: BidStep, later: readonly LotStep[], sight: Sight): Omit<BidWhy, 'wouldWin'> {
  const { before, command, settlement } = step;
  const { outcome, line, next } = settlement;
  invariant(line?.paddle, 'a bid of the ledger has its line', { entry: next.entry });
  const { paddle } = line;
  const isAnyone = sight === 'anyone';
  // To a leader the least amount tells of their own limit, which is theirs alone (LED3).
  const mayTellLeast = !isAnyone || !isAhead(before, paddle);
  const leastMinor = outcome.ok || !mayTellLeast ? undefined : outcome.error.leastMinor;
  return {
    entry: next.entry,
    paddle,
    answer: outcome.ok ? (line.outcome ?? 'leading') : outcome.error.kind,
    rule: ruleOf(step, sight),
    amountMinor: isAnyone ? line.publicAmountMinor : command.amountMinor,
    before: publicLot(before),
    after: publicLot(next),
    leastMinor: leastMinor ?? null,
    overtaken: isAhead(next, paddle) ? overtakenBy(later, paddle, sight) : null,
    cancelledBy: cancelledBy(later, next.entry),
  };
}

/**
 * Why the bid of an entry came to what it came to: the rule, the numbers then, and what would have won
 * (WHY1). `steps` are the lot's life so far, from its ledger. @throws InvariantError where the entry is
 * no bid.
 */
export function whyBid(steps: readonly LotStep[], entry: number, sight: Sight): BidWhy {
  const at = steps.findIndex(({ settlement }) => settlement.next.entry === entry);
  const step = steps[at];
  invariant(isBid(step), 'why is asked of bids', { entry });
  const later = steps.slice(at + 1);
  const why = toldOf(step, later, sight);
  const last = stateAfter(later, step.settlement.next);
  const { outcome } = step.settlement;
  const isAmountAtFault = outcome.ok || outcome.error.askMinor !== undefined;
  // Whoever bought has what they bought, whatever becomes of the rest (DUT1).
  const isOut = !isAmountAtFault || why.cancelledBy !== null || why.answer === 'bought';
  if (isOut || isAhead(last, why.paddle)) return { ...why, wouldWin: null };
  if (sight !== 'all') return { ...why, wouldWin: provenToWin(why, later) };
  const least = leastThatWins(
    (amountMinor) => winsWith(amountMinor, step, later),
    formatOf(step.before).furthest.amountMinor,
  );
  if (least !== null) return { ...why, wouldWin: { kind: 'enough', amountMinor: least } };
  return { ...why, wouldWin: provenToWin(why, later) };
}
