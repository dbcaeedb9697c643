import { invariant } from '../../shared/assert';
import { isAmount, type Minor } from '../../shared/money';
import { err, ok } from '../../shared/result';
import type { PlaceBid } from '../command';
import type { BidAccepted, BidFact } from '../fact';
import { type Refusal, type RefusalKind, refusal } from '../refusal';
import { closeAfter } from '../soft-close';
import type { Leader, LotOf, ProxyBook, Stake } from '../state';
import type { AdmittedBid, Disclosure, Format, HammerResult } from './format';
import {
  askOf,
  beats,
  beyond,
  type Direction,
  isWithinAmounts,
  meet,
  ontoLadder,
  reserveStatus,
  rungFrom,
  unopenedIn,
  withReserve,
} from './proxy-price';
import { replayed } from './proxy-replay';

/** A lot whose price is the leader's limit against the others'. */
type ProxyName = 'english' | 'reverse';
type ProxyLot = LotOf<ProxyName>;

/** What `proxy-price` looks at, wherever it stands in the lot. */
const standing = ({ startMinor, ladder, reserveMinor, book }: ProxyLot) => ({
  startMinor,
  ladder,
  reserveMinor,
  priceMinor: book.priceMinor,
  leader: book.leader,
});

const leads = (state: ProxyLot, bid: AdmittedBid) =>
  state.book.leader?.registrationId === bid.bidder.registrationId;

/** What this bidder could have bid instead (LED3): a leader may only raise, and only as a max. */
function wouldDo(
  direction: Direction,
  state: ProxyLot,
  bid: AdmittedBid,
): Pick<Refusal, 'askMinor' | 'leastMinor'> {
  const { ladder, offLadder } = state;
  const { leader } = state.book;
  const askMinor = askOf(direction, standing(state));
  const own = leads(state, bid) ? leader : null;
  const neededMinor = own ? beyond(direction, own.maxMinor) : askMinor;
  const rounds = (own || bid.bidKind === 'max') && offLadder === 'round-down';
  const leastMinor = rounds ? rungFrom(direction, ladder, neededMinor) : neededMinor;
  return isWithinAmounts(leastMinor) ? { askMinor, leastMinor } : { askMinor };
}

/** The limit a bid sets: the amount as given, or a max moved to the ladder by the sale's choice (PRX5). */
const limitOf = (direction: Direction, state: ProxyLot, bid: AdmittedBid): Minor =>
  bid.bidKind === 'max' && state.offLadder === 'round-down'
    ? ontoLadder(direction, state.ladder, bid.amountMinor)
    : bid.amountMinor;

/**
 * Why the amount will not do: none (MNY1), a leader's (PRX4, PRX7), a challenger's (STL1, PRX1).
 */
function refusedAmount(
  direction: Direction,
  state: ProxyLot,
  bid: AdmittedBid,
): RefusalKind | null {
  if (!isAmount(bid.amountMinor)) return 'bad-amount';
  const limitMinor = limitOf(direction, state, bid);
  const { leader } = state.book;
  if (leader && leads(state, bid)) {
    if (bid.bidKind === 'exact') return 'leader-exact';
    return beats(direction, limitMinor, leader.maxMinor) ? null : 'raise-too-low';
  }
  const askMinor = askOf(direction, standing(state));
  if (bid.bidKind === 'exact' && state.staleBid === 'confirm') {
    if (bid.seenAskMinor === undefined) return 'ask-not-named';
    if (bid.seenAskMinor !== askMinor) return 'ask-moved';
  }
  return beats(direction, askMinor, limitMinor) ? 'below-ask' : null;
}

/** What a bid that is taken does to price and leader. */
function stand(direction: Direction, state: ProxyLot, bid: AdmittedBid): BidAccepted {
  const { bidder, bidKind } = bid;
  const { registrationId, userId, paddle } = bidder;
  const limitMinor = limitOf(direction, state, bid);
  const before = state.book.leader;
  const raised = leads(state, bid);
  const met = raised ? null : meet(direction, standing(state), bidKind, limitMinor);
  const leaderChanged = met?.challengerLeads ?? false;
  const own: Leader = { registrationId, userId, paddle, maxMinor: limitMinor, kind: bidKind };
  const leader = raised || leaderChanged || !before ? own : before;
  const meetingMinor = met ? met.priceMinor : state.book.priceMinor;
  invariant(meetingMinor !== null, 'a leader has a price', { lotId: state.lotId });
  const priceMinor = withReserve(direction, meetingMinor, leader.maxMinor, state.reserveMinor);
  const isPublic = leaderChanged || priceMinor !== state.book.priceMinor;
  return {
    kind: 'bidAccepted',
    version: isPublic ? state.version + 1 : state.version,
    outcome: raised ? 'raised' : leaderChanged ? 'leading' : 'outbid',
    bidKind,
    registrationId,
    paddle,
    maxMinor: limitMinor,
    priceMinor,
    leader,
    displacedRegistrationId: leaderChanged && before ? before.registrationId : null,
    public: isPublic,
  };
}

/** All that follows from a bid that is taken, in order. */
function accept(direction: Direction, state: ProxyLot, bid: AdmittedBid): BidFact[] {
  const accepted = stand(direction, state, bid);
  if (!accepted.public) return [accepted];
  const { version, priceMinor, outcome } = accepted;
  const { reserveMinor } = state;
  const facts: BidFact[] = [accepted];
  const wasMet = reserveStatus(direction, standing(state)) !== 'not-met';
  if (!wasMet && reserveStatus(direction, { reserveMinor, priceMinor }) === 'met') {
    facts.push({ kind: 'reserveMet', version });
  }
  const closesAtMs = closeAfter(state, bid.receivedAtMs, outcome === 'leading');
  if (closesAtMs !== state.closesAtMs) facts.push({ kind: 'extended', version, closesAtMs });
  return facts;
}

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
  { bidKind, amountMinor }: PlaceBid,
  facts: readonly BidFact[] | null,
): Disclosure {
  if (bidKind === 'exact') return { publicMinor: amountMinor, secretMinor: null };
  const secret = { publicMinor: null, secretMinor: amountMinor };
  const [fact] = facts ?? [];
  if (fact?.kind !== 'bidAccepted' || !fact.public) return secret;
  const isOutbid = fact.outcome === 'outbid';
  const publicMinor = isOutbid ? askOf(direction, standing(state)) : fact.priceMinor;
  return { ...secret, publicMinor };
}

function stakes({ book: { leader } }: ProxyLot): Stake[] {
  if (!leader) return [];
  const { registrationId, userId, maxMinor: amountMinor } = leader;
  return [{ registrationId, userId, amountMinor }];
}

/**
 * A format in which the house bids for everyone up to a secret limit (PRX1–8), upwards or downwards
 * (REV1).
 */
export const proxyFormat = (direction: Direction) =>
  ({
    problems: () => [],
    emptyBook: () => ({ priceMinor: null, leader: null }),
    decideBid(lot, bid) {
      const refused = refusedAmount(direction, lot, bid);
      return refused
        ? err(refusal(refused, wouldDo(direction, lot, bid)))
        : ok(accept(direction, lot, bid));
    },
    evolve: ({ book }, fact): ProxyBook =>
      fact.kind === 'bidAccepted' ? { priceMinor: fact.priceMinor, leader: fact.leader } : book,
    hammer: (lot) => hammer(direction, lot),
    publicPrice(lot) {
      const { priceMinor, leader } = lot.book;
      const askMinor = askOf(direction, standing(lot));
      return {
        priceMinor,
        askMinor: askMinor > 0 ? askMinor : null,
        leaderPaddle: leader?.paddle ?? null,
        reserve: reserveStatus(direction, standing(lot)),
      };
    },
    disclose: (lot, bid, facts) => disclose(direction, lot, bid, facts),
    replay: (lot, bids) => replayed(direction, lot, bids, (now, bid) => stand(direction, now, bid)),
    reopened: ({ book }) => book,
    eases: (fromMinor, toMinor) => beats(direction, fromMinor, toMinor),
    stakes,
    clerk: null,
    unopened: unopenedIn(direction),
  }) satisfies Format<ProxyName>;
