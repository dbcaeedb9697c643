import { invariant } from '../../shared/assert';
import { isAmount, type Minor } from '../../shared/money';
import { err, ok } from '../../shared/result';
import type { BidAccepted, LotFact } from '../fact';
import { type Refusal, type RefusalKind, refusal } from '../refusal';
import { closeAfter } from '../soft-close';
import type { Leader, LotState } from '../state';
import type { AdmittedBid, Format, HammerResult } from './format';
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
  withReserve,
} from './proxy-price';

const leads = (state: LotState, bid: AdmittedBid) =>
  state.leader?.registrationId === bid.bidder.registrationId;

/** What this bidder could have bid instead (LED3): a leader may only raise, and only as a max. */
function wouldDo(
  direction: Direction,
  state: LotState,
  bid: AdmittedBid,
): Pick<Refusal, 'askMinor' | 'leastMinor'> {
  const { leader, ladder, offLadder } = state;
  const askMinor = askOf(direction, state);
  const own = leads(state, bid) ? leader : null;
  const neededMinor = own ? beyond(direction, own.maxMinor) : askMinor;
  const rounds = (own || bid.bidKind === 'max') && offLadder === 'round-down';
  const leastMinor = rounds ? rungFrom(direction, ladder, neededMinor) : neededMinor;
  return isWithinAmounts(leastMinor) ? { askMinor, leastMinor } : { askMinor };
}

/** The limit a bid sets: the amount as given, or a max moved to the ladder by the sale's choice (PRX5). */
const limitOf = (direction: Direction, state: LotState, bid: AdmittedBid): Minor =>
  bid.bidKind === 'max' && state.offLadder === 'round-down'
    ? ontoLadder(direction, state.ladder, bid.amountMinor)
    : bid.amountMinor;

/**
 * Why the amount will not do: none (MNY1), a leader's (PRX4, PRX7), a challenger's (STL1, PRX1).
 */
function refusedAmount(direction: Direction, state: LotState, bid: AdmittedBid): Refusal | null {
  const refuse = (kind: RefusalKind) => refusal(kind, wouldDo(direction, state, bid));
  if (!isAmount(bid.amountMinor)) return refuse('bad-amount');
  const limitMinor = limitOf(direction, state, bid);
  const { leader } = state;
  if (leader && leads(state, bid)) {
    if (bid.bidKind === 'exact') return refuse('leader-exact');
    return beats(direction, limitMinor, leader.maxMinor) ? null : refuse('raise-too-low');
  }
  const askMinor = askOf(direction, state);
  if (bid.bidKind === 'exact' && state.staleBid === 'confirm') {
    if (bid.seenAskMinor === undefined) return refuse('ask-not-named');
    if (bid.seenAskMinor !== askMinor) return refuse('ask-moved');
  }
  return beats(direction, askMinor, limitMinor) ? refuse('below-ask') : null;
}

/** What a bid that is taken does to price and leader. */
function stand(direction: Direction, state: LotState, bid: AdmittedBid): BidAccepted {
  const { bidder, bidKind } = bid;
  const { registrationId, userId, paddle } = bidder;
  const limitMinor = limitOf(direction, state, bid);
  const before = state.leader;
  const raised = leads(state, bid);
  const met = raised ? null : meet(direction, state, bidKind, limitMinor);
  const leaderChanged = met?.challengerLeads ?? false;
  const own: Leader = { registrationId, userId, paddle, maxMinor: limitMinor, kind: bidKind };
  const leader = raised || leaderChanged || !before ? own : before;
  const meetingMinor = met ? met.priceMinor : state.priceMinor;
  invariant(meetingMinor !== null, 'a leader has a price', { lotId: state.lotId });
  const priceMinor = withReserve(direction, meetingMinor, leader.maxMinor, state.reserveMinor);
  const isPublic = leaderChanged || priceMinor !== state.priceMinor;
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
function accept(direction: Direction, state: LotState, bid: AdmittedBid): LotFact[] {
  const accepted = stand(direction, state, bid);
  if (!accepted.public) return [accepted];
  const { version, priceMinor, outcome } = accepted;
  const { reserveMinor } = state;
  const facts: LotFact[] = [accepted];
  const wasMet = reserveStatus(direction, state) !== 'not-met';
  if (!wasMet && reserveStatus(direction, { reserveMinor, priceMinor }) === 'met') {
    facts.push({ kind: 'reserveMet', version });
  }
  const closesAtMs = closeAfter(state, bid.receivedAtMs, outcome === 'leading');
  if (closesAtMs !== state.closesAtMs) facts.push({ kind: 'extended', version, closesAtMs });
  return facts;
}

/** Sold at the price if there is a bid and the reserve is met or none; else passed (CLS2). */
function hammer(direction: Direction, state: LotState): HammerResult {
  const { leader, priceMinor } = state;
  if (!leader || priceMinor === null) return { kind: 'passed', reason: 'no-bid' };
  if (reserveStatus(direction, state) === 'not-met') {
    return { kind: 'passed', reason: 'reserve-not-met' };
  }
  return { kind: 'sold', hammerMinor: priceMinor, paddle: leader.paddle };
}

/**
 * A format in which the house bids for everyone up to a secret limit (PRX1–8), upwards or downwards
 * (REV1).
 */
export const proxyFormat = (direction: Direction): Format => ({
  decideBid(state, bid) {
    const refused = refusedAmount(direction, state, bid);
    return refused ? err(refused) : ok(accept(direction, state, bid));
  },
  hammer: (state) => hammer(direction, state),
  publicPrice(state) {
    const askMinor = askOf(direction, state);
    return {
      priceMinor: state.priceMinor,
      askMinor: askMinor > 0 ? askMinor : null,
      leaderPaddle: state.leader?.paddle ?? null,
      reserve: reserveStatus(direction, state),
    };
  },
});
