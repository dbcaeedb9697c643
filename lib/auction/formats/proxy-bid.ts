import { invariant } from '../../shared/assert';
import { isAmount, type Minor } from '../../shared/money';
import { err, ok, type Result } from '../../shared/result';
import type { AcceptedBid } from '../command';
import type { BidAccepted, BidFact } from '../fact';
import { type Refusal, type RefusalKind, refusal } from '../refusal';
import type { Leader, LotOf } from '../state';
import { closeAfter } from '../terms/soft-close';
import type { AdmittedBid } from './format';
import {
  askFor,
  askOf,
  beats,
  beyond,
  type Direction,
  isWithinAmounts,
  meet,
  nearer,
  ontoLadder,
  reserveStatus,
  rungFrom,
  withReserve,
} from './proxy-price';

/** A lot whose price is the leader's limit against the others'. */
export type ProxyName = 'english' | 'reverse';
/** See `ProxyName`. */
export type ProxyLot = LotOf<ProxyName>;

/** What `proxy-price` looks at, wherever it stands in the lot. */
export const standing = ({ startMinor, ladder, reserveMinor, book }: ProxyLot) => ({
  startMinor,
  ladder,
  reserveMinor,
  priceMinor: book.priceMinor,
  leader: book.leader,
});

/** A bid that is taken now, or was once (RET2). */
type StandingBid = AdmittedBid | AcceptedBid;

const leads = (state: ProxyLot, bid: StandingBid) =>
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
  const neededMinor = own
    ? beyond(direction, own.maxMinor)
    : askFor(direction, standing(state), bid.bidder);
  const rounds = (own || bid.bidKind === 'max') && offLadder === 'round-down';
  const leastMinor = rounds ? rungFrom(direction, ladder, neededMinor) : neededMinor;
  return isWithinAmounts(leastMinor) ? { askMinor, leastMinor } : { askMinor };
}

/**
 * The limit a bid sets: the amount as given, or a max moved to the ladder by the sale's choice (PRX5), and of
 * one that stood what a lower reserve left of it (RES5).
 */
export function limitOf(direction: Direction, state: ProxyLot, bid: StandingBid): Minor {
  const isMoved = bid.bidKind === 'max' && state.offLadder === 'round-down';
  const limitMinor = isMoved
    ? ontoLadder(direction, state.ladder, bid.amountMinor)
    : bid.amountMinor;
  const cutMinor = 'cutMinor' in bid ? bid.cutMinor : undefined;
  return cutMinor === undefined ? limitMinor : nearer(direction, limitMinor, cutMinor);
}

/**
 * Why the amount will not do: none (MNY1), a leader's (PRX4, PRX7), a challenger's (STL1, PRX1, PRI1).
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
  const neededMinor = askFor(direction, standing(state), bid.bidder);
  return beats(direction, neededMinor, limitMinor) ? 'below-ask' : null;
}

/** What a bid that is taken does to price and leader. */
export function stand(direction: Direction, state: ProxyLot, bid: StandingBid): BidAccepted {
  const { bidder, bidKind } = bid;
  const { registrationId, userId, paddle, hasPriority } = bidder;
  const limitMinor = limitOf(direction, state, bid);
  const before = state.book.leader;
  const raised = leads(state, bid);
  const met = raised
    ? null
    : meet(direction, standing(state), { bidKind, limitMinor, hasPriority });
  const leaderChanged = met?.challengerLeads ?? false;
  const own: Leader = {
    registrationId,
    userId,
    paddle,
    maxMinor: limitMinor,
    kind: bidKind,
    hasPriority,
  };
  const leader = raised || leaderChanged || !before ? own : before;
  const meetingMinor = met ? met.priceMinor : state.book.priceMinor;
  invariant(meetingMinor !== null, 'a leader has a price', { lotId: state.lotId });
  const priceMinor = withReserve(direction, meetingMinor, leader.maxMinor, {
    reserveMinor: state.reserveMinor,
    belowReserve: state.selling.belowReserve,
  });
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

/** A bid on its merits (PRX1–8, PRI1): all that follows from it, or why its amount will not do. */
export function decideProxyBid(
  direction: Direction,
  state: ProxyLot,
  bid: AdmittedBid,
): Result<readonly BidFact[], Refusal> {
  const refused = refusedAmount(direction, state, bid);
  return refused
    ? err(refusal(refused, wouldDo(direction, state, bid)))
    : ok(accept(direction, state, bid));
}
