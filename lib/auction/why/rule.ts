import { type BidOutcome, type BidTaken, isBidTaken, type LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { publicLot } from '../public-lot';
import type { LotStep, Sight } from './bid-why';

const OUTCOME_RULES: Readonly<Record<BidOutcome, string>> = {
  leading: 'PRX2',
  outbid: 'PRX2',
  raised: 'PRX4',
  offered: 'OFR1',
  bought: 'DUT1',
};

/** The rule of what else can be asked of a lot, or ends a lead. */
const FACT_RULES: Readonly<Partial<Record<LotFact['kind'], string>>> = {
  passed: 'CLS2',
  sold: 'CLS2',
  withdrawn: 'CLS4',
  bidCancelled: 'RET1',
  floorBidTaken: 'LIV1',
  stepUndone: 'LIV1',
  bidLeft: 'ABS1',
};

/** At equal amounts the floor may go before (LIV2). */
function ruleOfFloor({ before, settlement }: LotStep): string {
  const isEqual = publicLot(before).priceMinor === publicLot(settlement.next).priceMinor;
  return isEqual ? 'LIV2' : 'LIV1';
}

/** That a limit was equal tells how far the leader would go: not to anyone. */
function ruleOfBid({ before, command }: LotStep, fact: BidTaken, sight: Sight): string {
  if (fact.kind !== 'bidAccepted' || fact.outcome === 'raised') return OUTCOME_RULES[fact.outcome];
  const isLeading = fact.outcome === 'leading';
  if (isLeading && publicLot(before).priceMinor === null) return 'PRX1';
  if (isLeading && command.kind === 'placeBid' && command.bidKind === 'exact') return 'PRX7';
  const isTie = !isLeading && fact.priceMinor === fact.maxMinor;
  if (!isTie || sight === 'anyone') return OUTCOME_RULES[fact.outcome];
  // Whoever has priority matches at the same price, however far they would go (PRI1).
  const own = command.kind === 'placeBid' && command.bidder?.hasPriority;
  return fact.leader.hasPriority && !own ? 'PRI1' : 'PRX3';
}

/** The rule that decided a step. */
export function ruleOf(step: LotStep, sight: Sight): string {
  const { before, command, settlement } = step;
  const { outcome } = settlement;
  if (!outcome.ok) return outcome.error.rule;
  if (command.kind === 'buyNow') return 'BUY1';
  const [fact] = outcome.value;
  if (!fact) return 'STA1';
  if (fact.kind === 'floorBidTaken') return ruleOfFloor(step);
  if (fact.kind === 'sold') return formatOf(before).awardRule ?? 'CLS2';
  return isBidTaken(fact) ? ruleOfBid(step, fact, sight) : (FACT_RULES[fact.kind] ?? 'STA1');
}
