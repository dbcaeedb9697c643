import { AMOUNT_MAX_MINOR, type Minor } from '../../shared/money';
import type { BidKind, Leader, ProxyTerms } from '../state';
import { type Ladder, roundDown, roundUp, stepAt } from '../terms/ladder';

/**
 * Which way the price of a proxy format goes: up, and the highest limit wins; or down, and the lowest
 * does (REV1). Every rule of price is written once, for both.
 */
export type Direction = 1 | -1;

/** What the price depends on: the lot as it stands and the limits in play. */
export interface Standing {
  readonly startMinor: Minor;
  readonly ladder: Ladder;
  readonly priceMinor: Minor | null;
  readonly leader: Pick<Leader, 'maxMinor' | 'hasPriority'> | null;
}

/** What the price depends on in a bid. */
export interface Challenge {
  readonly bidKind: BidKind;
  readonly limitMinor: Minor;
  readonly hasPriority: boolean;
}

/** Whether a limit beats another; equal ones beat nobody (PRX3). */
export const beats = (direction: Direction, limitMinor: Minor, otherMinor: Minor): boolean =>
  direction * limitMinor > direction * otherMinor;

/** Of two amounts the one that is further along. */
export const further = (direction: Direction, one: Minor, other: Minor): Minor =>
  beats(direction, one, other) ? one : other;

/** Of two amounts the one that is less far along. */
export const nearer = (direction: Direction, one: Minor, other: Minor): Minor =>
  beats(direction, one, other) ? other : one;

/** The next price: one step on, looked up at the amount itself (INC). */
const stepOn = (direction: Direction, ladder: Ladder, amountMinor: Minor): Minor =>
  amountMinor + direction * stepAt(ladder, amountMinor);

/**
 * What a challenger must at least bid (PRX1, INC): the start while there is no bid, else one step on
 * from the price. Beyond the amounts there are near either end; then nothing is acceptable.
 */
export const askOf = (direction: Direction, lot: Standing): Minor =>
  lot.priceMinor === null ? lot.startMinor : stepOn(direction, lot.ladder, lot.priceMinor);

/** Whether the challenger alone has the right of priority (PRI1); among two who have it, it is none. */
const mayMatch = (lot: Pick<Standing, 'leader'>, bid: Pick<Challenge, 'hasPriority'>): boolean =>
  bid.hasPriority && lot.leader !== null && !lot.leader.hasPriority;

/** What this challenger must at least bid: the ask, or with priority over the leader the price (PRI1). */
export const askFor = (
  direction: Direction,
  lot: Standing,
  bid: Pick<Challenge, 'hasPriority'>,
): Minor =>
  lot.priceMinor !== null && mayMatch(lot, bid) ? lot.priceMinor : askOf(direction, lot);

/** An amount that is off the ladder, moved back to the rung before it (PRX5). */
export const ontoLadder = (direction: Direction, ladder: Ladder, amountMinor: Minor): Minor =>
  direction === 1 ? roundDown(ladder, amountMinor) : roundUp(ladder, amountMinor);

/** The first rung that is not before the amount: the least that rounding would leave enough. */
export const rungFrom = (direction: Direction, ladder: Ladder, amountMinor: Minor): Minor =>
  direction === 1 ? roundUp(ladder, amountMinor) : roundDown(ladder, amountMinor);

/** The first limit beyond this one: what a leader must raise to (PRX4). */
export const beyond = (direction: Direction, limitMinor: Minor): Minor => limitMinor + direction;

/** Whether it can be named at all (MNY1). */
export const isWithinAmounts = (amountMinor: Minor): boolean =>
  amountMinor >= 1 && amountMinor <= AMOUNT_MAX_MINOR;

/** The end that limits go towards. */
export interface Furthest {
  readonly amountMinor: Minor;
  readonly direction: Direction;
}

/** A challenger's bid met: who leads afterwards and at what price. */
export interface Meeting {
  readonly challengerLeads: boolean;
  readonly priceMinor: Minor;
}

/**
 * A bid that meets the ask against the standing leader (PRX1–3, PRX7), before the reserve. Nobody
 * leading: an exact bid opens at its amount, a max at the start. Otherwise the limit that is further
 * on leads, one step (looked up at the losing limit) beyond the other but never beyond itself; equal
 * limits leave the earlier leading; and an exact bid that leads stands at its amount. Who alone has
 * priority wins at an equal limit and need not go beyond the other's (PRI1).
 */
export function meet(direction: Direction, lot: Standing, bid: Challenge): Meeting {
  const { leader, ladder, startMinor } = lot;
  const { limitMinor } = bid;
  const matches = mayMatch(lot, bid);
  const ties = matches && limitMinor === leader?.maxMinor;
  if (leader !== null && !ties && !beats(direction, limitMinor, leader.maxMinor)) {
    const overChallenger = stepOn(direction, ladder, limitMinor);
    const isMatched = leader.hasPriority && !bid.hasPriority;
    const priceMinor = isMatched ? limitMinor : nearer(direction, leader.maxMinor, overChallenger);
    return { challengerLeads: false, priceMinor };
  }
  if (bid.bidKind === 'exact') return { challengerLeads: true, priceMinor: limitMinor };
  if (leader === null) return { challengerLeads: true, priceMinor: startMinor };
  if (matches) return { challengerLeads: true, priceMinor: leader.maxMinor };
  const overLeader = stepOn(direction, ladder, leader.maxMinor);
  return { challengerLeads: true, priceMinor: nearer(direction, limitMinor, overLeader) };
}

/**
 * The price once the reserve has spoken: a leader who would go to the reserve is taken to it (RES2); one
 * who would not, where limits short of it count in full, to their limit (RES3).
 */
export function withReserve(
  direction: Direction,
  priceMinor: Minor,
  leaderMaxMinor: Minor,
  terms: ProxyTerms & { readonly reserveMinor: Minor | null },
): Minor {
  const { reserveMinor, belowReserve } = terms;
  if (reserveMinor === null) return priceMinor;
  const isReached = !beats(direction, reserveMinor, leaderMaxMinor);
  if (isReached) return further(direction, priceMinor, reserveMinor);
  return belowReserve === 'in-full' ? leaderMaxMinor : priceMinor;
}

/** What pages may know of the reserve (RES1): met at equality. */
export function reserveStatus(
  direction: Direction,
  lot: { readonly reserveMinor: Minor | null; readonly priceMinor: Minor | null },
): 'none' | 'met' | 'not-met' {
  if (lot.reserveMinor === null) return 'none';
  const isMet = lot.priceMinor !== null && !beats(direction, lot.reserveMinor, lot.priceMinor);
  return isMet ? 'met' : 'not-met';
}

/** The furthest amount that there is. */
export const furthestIn = (direction: Direction): Furthest => ({
  amountMinor: direction === 1 ? AMOUNT_MAX_MINOR : 1,
  direction,
});
