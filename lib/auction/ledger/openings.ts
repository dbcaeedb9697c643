import type { Minor } from '../../shared/money';
import { formatOf } from '../formats/formats';
import { beats, type Direction } from '../formats/proxy-price';
import { roundDown, roundUp } from '../terms/ladder';
import type { ChainBody, Opening } from './chain';
import { leftEntry } from './left-bids';

const ENDS: readonly ChainBody['kind'][] = ['sold', 'passed', 'withdrawn'];

/** Whether the lot ended with this entry: also with a bid, if that took the last units (DUT1). */
const isEnd = ({ kind, sales }: ChainBody) => ENDS.includes(kind) || sales !== null;

/** The entry that ended the lot; null while it has not ended, or has begun anew. */
export function endOf(chain: readonly ChainBody[]): ChainBody | null {
  const last = chain.findLast((entry) => entry.kind !== 'bid' || isEnd(entry)) ?? null;
  return last && isEnd(last) ? last : null;
}

/** A lot that was bought at once (BUY1): a bid for all to see. */
const isPurchase = ({ kind, by }: ChainBody) => kind === 'sold' && by === 'bidder';

/** Paddles of those who won, or where nobody did, of who led at the end. */
const winnersOf = ({ sales, leaderPaddle }: ChainBody): readonly (number | null)[] =>
  sales?.map(({ paddle }) => paddle) ?? [leaderPaddle];

/** Whether another led on or after this bid, whatever was cancelled or undone since. */
const wasOvertaken = (bid: ChainBody, chain: readonly ChainBody[], end: ChainBody): boolean =>
  chain.some(
    ({ entry, priceMinor, leaderPaddle }) =>
      entry >= bid.entry && entry < end.entry && priceMinor !== null && leaderPaddle !== bid.paddle,
  );

/**
 * The entries whose limits may stay closed (LED5): of each winner the last bid that was taken, and of who leads a
 * lot that is not sold: it may go on, and nobody is to know how far they would. But one cancelled or undone opens,
 * and so does one that stands only by that, or over which another led: how it came cannot be followed without.
 */
export function lastOfWinners(chain: readonly ChainBody[]): ReadonlySet<number> {
  const end = endOf(chain);
  if (!end) return new Set();
  const gone = new Set(chain.flatMap(({ act }) => [...(act?.cancels ?? []), act?.undoes]));
  const taken = chain.filter((one) => one.outcome !== null || isPurchase(one));
  const lasts = winnersOf(end).flatMap((one) => {
    const last = taken.findLast(({ paddle }) => paddle === one);
    const isKept = last && !gone.has(last.entry) && !wasOvertaken(last, chain, end);
    // What a winner left before the opening is the bid that was then made of it (ABS1).
    return isKept ? [last, leftEntry(last, chain.slice(0, last.entry - 1))] : [];
  });
  // Whoever bought paid the clock's price, and nobody needs to know what they would have paid (DUT1).
  const purchases = taken.filter(({ outcome }) => outcome === 'bought');
  return new Set([...lasts, ...purchases].flatMap((one) => (one ? [one.entry] : [])));
}

/** The amount, and the rungs that it may have been moved to (PRX5). */
function standsFor({ entry, amountMinor }: Opening, chain: readonly ChainBody[]): Minor[] {
  const terms = chain.findLast((one) => one.entry <= entry && one.terms !== null)?.terms;
  if (terms?.offLadder !== 'round-down') return [amountMinor];
  return [amountMinor, roundDown(terms.ladder, amountMinor), roundUp(terms.ladder, amountMinor)];
}

/** Whether a reserve was set within what its leader had bid, which may have cut their limit (RES5). */
function mayHaveCut(
  { entry, amountMinor }: Opening,
  chain: readonly ChainBody[],
  openings: readonly Opening[],
  direction: Direction,
): boolean {
  const set = chain[entry - 1];
  if (!set || set.leaderPaddle === null || set.reserve !== 'not-met') return false;
  const bids = chain.filter((one) => {
    return one.entry < entry && one.paddle === set.leaderPaddle && one.outcome !== null;
  });
  return bids.some((bid) => {
    const max = openings.find((one) => one.of === 'max' && one.entry === bid.entry);
    const limitMinor = max?.amountMinor ?? bid.publicAmountMinor;
    return limitMinor !== null && !beats(direction, amountMinor, limitMinor);
  });
}

/**
 * Which of a lot's secrets anyone may see (LED5): none before its end; then every limit but the winner's
 * last, that too where the price ever stood at it; and a reserve where the price ever stood at it, the
 * clock went by it or it may have cut a limit. A pure function of the chain and what opens it: whoever asks later gets the same.
 */
export function openedOnEnd(chain: readonly ChainBody[], openings: readonly Opening[]): Opening[] {
  if (!endOf(chain)) return [];
  const mayStayClosed = lastOfWinners(chain);
  const prices = new Set<Minor | null>(
    chain.flatMap(({ priceMinor, sales }) => [
      priceMinor,
      ...(sales ?? []).map((sale) => sale.priceMinor),
    ]),
  );
  const hasStood = (opening: Opening) =>
    standsFor(opening, chain).some((amountMinor) => prices.has(amountMinor));
  const format = chain.find(({ terms }) => terms)?.terms?.format ?? 'english';
  const { opensReserve, furthest } = formatOf({ format });
  const isOpened = (opening: Opening) =>
    opening.of === 'max'
      ? !mayStayClosed.has(opening.entry)
      : opensReserve || mayHaveCut(opening, chain, openings, furthest.direction);
  return openings.filter((opening) => isOpened(opening) || hasStood(opening));
}

/**
 * Which entries of a lot that has not ended anyone may read: those of the house, the clock and the floor, and
 * bids whose amount shows. Who left a bid, raised in silence or was refused is their own affair until the end.
 * Ends with the last entry that may be read.
 */
export function toldWhileOpen(chain: readonly ChainBody[]): readonly boolean[] {
  const isTold = ({ kind, code, publicAmountMinor }: ChainBody) =>
    code === null && kind !== 'bidLeft' && (kind !== 'bid' || publicAmountMinor !== null);
  return chain.slice(0, chain.findLastIndex(isTold) + 1).map(isTold);
}
