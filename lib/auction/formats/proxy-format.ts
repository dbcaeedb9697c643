import type { Minor } from '../../shared/money';
import type { PlaceBid } from '../command';
import type { BidFact, Cut, LotFact } from '../fact';
import type { ProxyBook, Stake } from '../state';
import { fixedClose } from './fixed-close';
import type { Disclosure, Format, HammerResult, ReserveThen } from './format';
import {
  decideProxyBid,
  limitOf,
  type ProxyLot,
  type ProxyName,
  stand,
  standing,
} from './proxy-bid';
import {
  askFor,
  askOf,
  beats,
  beyond,
  type Direction,
  furthestIn,
  reserveStatus,
} from './proxy-price';
import { replayed } from './proxy-replay';
import { beyondThePrice } from './would-win';

/** Sold at the price if there is a bid and the reserve is met or none; else passed (CLS2). */
function hammer(direction: Direction, state: ProxyLot): HammerResult {
  const { leader, priceMinor } = state.book;
  if (!leader || priceMinor === null) return { kind: 'passed', reason: 'no-bid' };
  if (reserveStatus(direction, standing(state)) === 'not-met') {
    return { kind: 'passed', reason: 'reserve-not-met' };
  }
  const { registrationId, paddle } = leader;
  return { kind: 'sold', sales: [{ registrationId, paddle, units: 1, priceMinor }] };
}

/**
 * An exact bid's amount is public. Of a max only what the price proves: the price if it leads, the ask it
 * met if it was outbid at once, nothing if it was a silent raise or refused.
 */
function disclose(
  direction: Direction,
  state: ProxyLot,
  { bidKind, amountMinor, bidder }: PlaceBid,
  facts: readonly BidFact[] | null,
): Disclosure {
  if (bidKind === 'exact') return { publicMinor: amountMinor, secretMinor: null };
  const secret = { publicMinor: null, secretMinor: amountMinor };
  const [fact] = facts ?? [];
  if (fact?.kind !== 'bidAccepted' || !fact.public) return secret;
  const isOutbid = fact.outcome === 'outbid';
  const hasPriority = bidder?.hasPriority ?? false;
  const metMinor = askFor(direction, standing(state), { hasPriority });
  const publicMinor = isOutbid ? metMinor : fact.priceMinor;
  return { ...secret, publicMinor };
}

/** Of who sells downwards nothing is due, however low they go (REG2). */
const boundBy = (direction: Direction, limitMinor: Minor): Minor =>
  direction === 1 ? limitMinor : 0;

function stakes(direction: Direction, { book: { leader } }: ProxyLot): Stake[] {
  if (!leader) return [];
  const { registrationId, userId, maxMinor } = leader;
  return [{ registrationId, userId, amountMinor: boundBy(direction, maxMinor) }];
}

/**
 * What a new reserve leaves of a limit (RES5): one that lies between the price and the limit cuts it to
 * one minor unit short, or a seller could feel for it.
 */
function limitUnder(
  direction: Direction,
  { reserveMinor, priceMinor }: ReserveThen,
  limitMinor: Minor,
): Minor {
  if (reserveMinor === null || priceMinor === null) return limitMinor;
  const isBetween =
    beats(direction, reserveMinor, priceMinor) && !beats(direction, reserveMinor, limitMinor);
  return isBetween ? beyond(direction === 1 ? -1 : 1, reserveMinor) : limitMinor;
}

/** The leader's limit is the only one there is to cut: the others lie below the price, or are gone. */
function cutFor(direction: Direction, { book }: ProxyLot, reserveMinor: Minor | null): Cut | null {
  const { leader, priceMinor } = book;
  if (!leader) return null;
  const maxMinor = limitUnder(direction, { reserveMinor, priceMinor }, leader.maxMinor);
  const { registrationId } = leader;
  return maxMinor === leader.maxMinor ? null : { registrationId, maxMinor };
}

function evolve({ book }: ProxyLot, fact: LotFact): ProxyBook {
  if (fact.kind === 'bidAccepted') return { priceMinor: fact.priceMinor, leader: fact.leader };
  if (fact.kind !== 'termsSet' || !fact.cut || !book.leader) return book;
  return { ...book, leader: { ...book.leader, maxMinor: fact.cut.maxMinor } };
}

/**
 * A format in which the house bids for everyone up to a secret limit (PRX1–8), upwards or downwards
 * (REV1).
 */
export const proxyFormat = (direction: Direction) =>
  ({
    ...fixedClose,
    severalUnits: false,
    problems: () => [],
    emptyBook: () => ({ priceMinor: null, leader: null }),
    decideBid: (lot, bid) => decideProxyBid(direction, lot, bid),
    binds: (lot, bid) => boundBy(direction, limitOf(direction, lot, bid)),
    judgesAbsentee: (lot, bid) => decideProxyBid(direction, lot, bid),
    cutFor: (lot, reserveMinor) => cutFor(direction, lot, reserveMinor),
    limitUnder: (reserve, limitMinor) => limitUnder(direction, reserve, limitMinor),
    evolve,
    hammer: (lot) => hammer(direction, lot),
    publicPrice(lot) {
      const { priceMinor, leader } = lot.book;
      const askMinor = askOf(direction, standing(lot));
      return {
        priceMinor,
        askMinor: askMinor > 0 ? askMinor : null,
        leaderPaddle: leader?.paddle ?? null,
        reserve: reserveStatus(direction, standing(lot)),
        bidCount: lot.bidCount,
      };
    },
    disclose: (lot, bid, facts) => disclose(direction, lot, bid, facts),
    replay: (lot, bids) => replayed(direction, lot, bids, (now, bid) => stand(direction, now, bid)),
    reopened: ({ book }) => book,
    fixedOnceOpen: [],
    eases: (fromMinor, toMinor) => beats(direction, fromMinor, toMinor),
    stakes: (lot) => stakes(direction, lot),
    clerk: null,
    furthest: furthestIn(direction),
    provenToWin: beyondThePrice,
  }) satisfies Format<ProxyName>;
