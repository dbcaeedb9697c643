import { invariant } from '../../shared/assert';
import { isLetIn } from '../bids/admit';
import type { LotFact } from '../fact';
import { hasEnded } from '../phases';
import { publicLot } from '../public-lot';
import { isAhead } from './ahead';
import { type Asked, askedBy } from './asked';
import type { BidWhy, LeftFate, LotStep, Overtaken, Sight } from './bid-why';
import { ruleOf } from './rule';
import { wouldWinOf } from './would-win';

const factsOf = ({ settlement: { outcome } }: LotStep): readonly LotFact[] =>
  outcome.ok ? outcome.value : [];

/** The first later step after which a bid is not ahead any more; of an offer, the end that went elsewhere. */
function overtakenBy(
  step: LotStep,
  { paddle }: Asked,
  later: readonly LotStep[],
  sight: Sight,
): Overtaken | null {
  const isOffer = factsOf(step).some(({ kind }) => kind === 'offerPlaced');
  if (!isOffer && !isAhead(step.settlement.next, paddle)) return null;
  const by = later.find(({ settlement: { next } }) =>
    isOffer ? hasEnded(next.phase) && !isAhead(next, paddle) : !isAhead(next, paddle),
  );
  if (!by) return null;
  const { next } = by.settlement;
  return { entry: next.entry, rule: ruleOf(by, sight), after: publicLot(next) };
}

/** The entry of the cancellation, or of the clerk's undoing, after which this bid counts no more. */
function cancelledBy(later: readonly LotStep[], entry: number): number | null {
  const step = later.find((one) =>
    factsOf(one).some(
      (fact) =>
        (fact.kind === 'bidCancelled' && fact.entries.includes(entry)) ||
        (fact.kind === 'stepUndone' && fact.undoesEntry === entry),
    ),
  );
  return step?.settlement.next.entry ?? null;
}

/** The entry of the bidder's own offer, or bid left, that took this one's place and stands. */
function replacedBy(step: LotStep, { paddle }: Asked, later: readonly LotStep[]): number | null {
  const [own] = factsOf(step);
  if (own?.kind !== 'offerPlaced' && own?.kind !== 'bidLeft') return null;
  const places = (one: LotStep) => factsOf(one).some(({ kind }) => kind === own.kind);
  const by = later.find((one, at) => {
    if (!places(one) || askedBy(one.command)?.paddle !== paddle) return false;
    return cancelledBy(later.slice(at + 1), one.settlement.next.entry) === null;
  });
  return by?.settlement.next.entry ?? null;
}

/** The bid that was made of one left before the opening: received when that was, of somebody who was still let in (ABS1). */
function playedAs(step: LotStep, { paddle }: Asked, later: readonly LotStep[]): LotStep | null {
  if (step.command.kind !== 'leaveBid') return null;
  const leftAtMs = Math.floor(step.command.receivedAtMs);
  const isIt = ({ command, settlement }: LotStep) =>
    command.kind === 'placeBid' &&
    settlement.line !== null &&
    isLetIn(command.bidder) &&
    command.bidder.paddle === paddle &&
    Math.floor(command.receivedAtMs) === leftAtMs;
  return later.find(isIt) ?? null;
}

const fateOf = (isPlayed: boolean, last: LotStep): LeftFate =>
  isPlayed ? 'played' : last.settlement.next.phase === 'scheduled' ? 'waits' : 'not-played';

/** What became of it at once and since, and what of it the asker may know. */
function toldOf(
  step: LotStep,
  asked: Asked,
  { later, sight }: { later: readonly LotStep[]; sight: Sight },
): Omit<BidWhy, 'wouldWin'> {
  const { before, settlement } = step;
  const { outcome, line, next } = settlement;
  invariant(line, 'what was asked has its line', { entry: next.entry });
  const { how, paddle, amountMinor } = asked;
  const isAnyone = sight === 'anyone';
  // To a leader the least amount tells of their own limit, which is theirs alone (LED3).
  const mayTellLeast = !isAnyone || !isAhead(before, paddle);
  const taken = how === 'purchase' ? 'bought' : how === 'left' ? 'left' : line.outcome;
  const last = later.at(-1) ?? step;
  return {
    entry: next.entry,
    paddle,
    asked: how,
    answer: outcome.ok ? (taken ?? 'leading') : outcome.error.kind,
    rule: ruleOf(step, sight),
    amountMinor: isAnyone ? line.publicAmountMinor : amountMinor,
    before: publicLot(before),
    after: publicLot(next),
    now: publicLot(last.settlement.next),
    leastMinor: (!outcome.ok && mayTellLeast && outcome.error.leastMinor) || null,
    unitsLeft: (!outcome.ok && outcome.error.unitsLeft) || null,
    overtaken: overtakenBy(step, asked, later, sight),
    replacedBy: replacedBy(step, asked, later),
    cancelledBy: cancelledBy(later, next.entry),
    left: how === 'left' && outcome.ok ? fateOf(false, last) : null,
  };
}

/**
 * Why what a bidder asked with an entry came to what it came to: the rule, the numbers then, and what would
 * have won (WHY1). Of a bid left before the opening, why the bid did that was made of it. `steps` are the
 * lot's life so far, from its ledger. @throws InvariantError where nobody asked for the entry.
 */
export function whyBid(steps: readonly LotStep[], entry: number, sight: Sight): BidWhy {
  const at = steps.findIndex(({ settlement }) => settlement.next.entry === entry);
  const step = steps[at];
  const asked = step && askedBy(step.command);
  invariant(step && asked, 'why is asked of what a bidder asked', { entry });
  const later = steps.slice(at + 1);
  const played = playedAs(step, asked, later);
  if (played) {
    const made = whyBid(steps, played.settlement.next.entry, sight);
    return { ...made, asked: 'left', left: fateOf(true, step) };
  }
  const why = toldOf(step, asked, { later, sight });
  return { ...why, wouldWin: wouldWinOf({ step, asked, why, steps, later }, sight) };
}
