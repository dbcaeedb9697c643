import { formatOf } from '../formats/formats';
import { hasEnded } from '../phases';
import type { LotState, TermName } from '../state';
import type { ChangeWay, FixedTerm, TermActor, TermsStage } from './fixed-term';

/**
 * What follows: it is so from the next command on; it counts from the next bid on and moves nothing
 * by itself; the close is another from now on.
 */
type Consequence = 'at-once' | 'next-bid' | 'moves-the-close';

/** One cell of the table: who may change a term in a stage, how, and what follows. */
interface TermChange {
  readonly by: readonly TermActor[];
  readonly way: ChangeWay;
  readonly then: Consequence;
}

/** When a term may change, and the rule that says so. */
interface TermRule {
  readonly rule: string;
  readonly at: Readonly<Record<TermsStage, TermChange | null>>;
}

const AUCTIONEER: readonly TermActor[] = ['auctioneer', 'admin'];
const CLERK: readonly TermActor[] = ['clerk', ...AUCTIONEER];

const change = (
  by: readonly TermActor[],
  then: Consequence = 'at-once',
  way: ChangeWay = 'any',
): TermChange => ({ by, then, way });

const BEFORE_OPENING = { scheduled: change(AUCTIONEER), unbid: null, bid: null, ended: null };
const UNTIL_A_BID = { ...BEFORE_OPENING, unbid: change(AUCTIONEER) };
const FROM_THE_NEXT_BID = {
  scheduled: change(AUCTIONEER),
  unbid: change(AUCTIONEER, 'next-bid'),
  bid: change(AUCTIONEER, 'next-bid'),
  ended: null,
};
const NEVER = { scheduled: null, unbid: null, bid: null, ended: null };

/** Which term may change when, by whom and with which consequence (TRM1): no cell is missing, by type. */
export const TERM_CHANGES: Readonly<Record<TermName, TermRule>> = {
  format: { rule: 'TRM1', at: NEVER },
  selling: { rule: 'TRM1', at: BEFORE_OPENING },
  startMinor: {
    rule: 'PRX1',
    at: { ...UNTIL_A_BID, unbid: change(AUCTIONEER, 'at-once', 'eased') },
  },
  reserveMinor: {
    rule: 'RES4',
    at: { ...UNTIL_A_BID, bid: change(AUCTIONEER, 'at-once', 'eased') },
  },
  ladder: { rule: 'INC2', at: FROM_THE_NEXT_BID },
  opensAtMs: { rule: 'STA1', at: { ...BEFORE_OPENING, scheduled: change(CLERK) } },
  closesAtMs: {
    rule: 'SFT4',
    at: {
      scheduled: change(['clock', ...CLERK], 'moves-the-close', 'with-notice'),
      unbid: change(CLERK, 'moves-the-close', 'with-notice'),
      bid: change(CLERK, 'moves-the-close', 'with-notice'),
      ended: null,
    },
  },
  softClose: { rule: 'SFT1', at: { ...UNTIL_A_BID, unbid: change(AUCTIONEER, 'next-bid') } },
  closeGraceMs: { rule: 'G6', at: BEFORE_OPENING },
  staleBid: { rule: 'STL1', at: FROM_THE_NEXT_BID },
  offLadder: { rule: 'PRX5', at: { ...UNTIL_A_BID, unbid: change(AUCTIONEER, 'next-bid') } },
  sellerId: { rule: 'REG3', at: FROM_THE_NEXT_BID },
};

const STAGES: readonly TermsStage[] = ['scheduled', 'unbid', 'bid', 'ended'];

/** How far this lot has come. */
export function termsStage(state: LotState): TermsStage {
  if (hasEnded(state.phase)) return 'ended';
  if (state.phase === 'scheduled') return 'scheduled';
  const { stakes, publicPrice } = formatOf(state);
  // The room of a live lot has a price, and nobody's stake.
  const isBidOn = stakes(state).length > 0 || publicPrice(state).priceMinor !== null;
  return isBidOn ? 'bid' : 'unbid';
}

/** A term's row, less what the lot's format fixes when it opens. */
function rowOf(state: LotState, field: TermName): TermRule['at'] {
  const { at } = TERM_CHANGES[field];
  return formatOf(state).fixedOnceOpen.includes(field) ? { ...NEVER, scheduled: at.scheduled } : at;
}

/** The cell that holds for a term of this lot now. */
export const termChange = (state: LotState, field: TermName): TermChange | null =>
  rowOf(state, field)[termsStage(state)];

/** What a refusal says of a term: what may be done now, else when anything may. */
export function fixedTerm(state: LotState, field: TermName): FixedTerm {
  const { rule } = TERM_CHANGES[field];
  const at = rowOf(state, field);
  const stage = termsStage(state);
  const possible = at[stage] ? [stage] : STAGES.filter((one) => at[one]);
  const [from] = possible;
  const to = possible.at(-1);
  const cell = from && at[from];
  if (!from || !to || !cell) return { field, rule, allowed: null };
  return { field, rule, allowed: { from, to, way: cell.way, by: cell.by } };
}
