import { invariant } from '../shared/assert';
import { AMOUNT_MAX_MINOR, isAmount, type Minor } from '../shared/money';
import { err, ok, type Result } from '../shared/result';
import type { PlaceBid } from './command';
import type { LotFact } from './fact';
import { roundDown, roundUp } from './ladder';
import { askOf, meet, reserveStatus, withReserve } from './price';
import { type Refusal, type RefusalKind, refusal } from './refusal';
import type { Bidder, Leader, LotState } from './state';

/** Who may not bid (REG3, REG1), whatever the amount. */
function refusedPerson(state: LotState, bid: PlaceBid): Refusal | null {
  if (bid.isHouse || (state.sellerId !== null && state.sellerId === bid.userId)) {
    return refusal('own-lot');
  }
  if (bid.bidder === null) return refusal('not-registered');
  return bid.bidder.status === 'approved' ? null : refusal('not-approved');
}

/** A bid counts if it was received before the close (CLS1) and is decided within the grace (G6). */
function refusedTime(state: LotState, bid: PlaceBid, nowMs: number): Refusal | null {
  const { closesAtMs } = state;
  if (bid.receivedAtMs >= closesAtMs) return refusal('too-late', { closesAtMs });
  // As the ledger writes it, so that its lines decide the same again (G2).
  const decidedAtMs = Math.floor(nowMs);
  return decidedAtMs > closesAtMs + state.closeGraceMs
    ? refusal('undecided', { closesAtMs })
    : null;
}

/** What this bidder could have bid instead (LED3): a leader may only raise, and only as a max. */
function wouldDo(state: LotState, bid: PlaceBid): Pick<Refusal, 'askMinor' | 'leastMinor'> {
  const { leader, ladder, offLadder } = state;
  const askMinor = askOf(state);
  const leads = leader !== null && leader.registrationId === bid.bidder?.registrationId;
  const neededMinor = leads ? leader.maxMinor + 1 : askMinor;
  const rounds = (leads || bid.bidKind === 'max') && offLadder === 'round-down';
  const leastMinor = rounds ? roundUp(ladder, neededMinor) : neededMinor;
  return leastMinor <= AMOUNT_MAX_MINOR ? { askMinor, leastMinor } : { askMinor };
}

/** The limit a bid sets: the amount as given, or a max rounded down by the sale's choice (PRX5). */
const limitOf = (state: LotState, bid: PlaceBid): Minor =>
  bid.bidKind === 'max' && state.offLadder === 'round-down'
    ? roundDown(state.ladder, bid.amountMinor)
    : bid.amountMinor;

/**
 * Why the amount will not do: none (MNY1), a leader's (PRX4, PRX7), a challenger's (STL1, PRX1).
 */
function refusedAmount(state: LotState, bid: PlaceBid): Refusal | null {
  const refuse = (kind: RefusalKind) => refusal(kind, wouldDo(state, bid));
  if (!isAmount(bid.amountMinor)) return refuse('bad-amount');
  const limitMinor = limitOf(state, bid);
  const { leader } = state;
  if (leader && leader.registrationId === bid.bidder?.registrationId) {
    if (bid.bidKind === 'exact') return refuse('leader-exact');
    return limitMinor > leader.maxMinor ? null : refuse('raise-too-low');
  }
  const askMinor = askOf(state);
  if (bid.bidKind === 'exact' && state.staleBid === 'confirm') {
    if (bid.seenAskMinor === undefined) return refuse('ask-not-named');
    if (bid.seenAskMinor !== askMinor) return refuse('ask-moved');
  }
  return limitMinor < askMinor ? refuse('below-ask') : null;
}

/** The close after a bid that did something (SFT1, SFT5); never earlier than before (SFT4). */
function closeAfter(state: LotState, receivedAtMs: number, leaderChanged: boolean): number {
  const { softClose, closesAtMs } = state;
  if (!softClose || (softClose.mode === 'leader' && !leaderChanged)) return closesAtMs;
  const leftMs = closesAtMs - receivedAtMs;
  if (leftMs <= 0 || leftMs >= softClose.windowMs) return closesAtMs;
  return Math.max(closesAtMs, receivedAtMs + softClose.extensionMs);
}

/** The facts of a bid that is taken. */
function accept(state: LotState, bid: PlaceBid, bidder: Bidder): LotFact[] {
  const limitMinor = limitOf(state, bid);
  const before = state.leader;
  const raised = before?.registrationId === bidder.registrationId;
  const met = raised ? null : meet(state, bid.bidKind, limitMinor);
  const leaderChanged = met?.challengerLeads ?? false;
  const own: Leader = {
    registrationId: bidder.registrationId,
    userId: bidder.userId,
    paddle: bidder.paddle,
    maxMinor: limitMinor,
    kind: bid.bidKind,
  };
  const leader = raised || leaderChanged || !before ? own : before;
  const meetingMinor = met ? met.priceMinor : state.priceMinor;
  invariant(meetingMinor !== null, 'a leader has a price', { lotId: state.lotId });
  const priceMinor = withReserve(meetingMinor, leader.maxMinor, state.reserveMinor);
  const isPublic = leaderChanged || priceMinor !== state.priceMinor;
  const version = isPublic ? state.version + 1 : state.version;
  const facts: LotFact[] = [
    {
      kind: 'bidAccepted',
      version,
      outcome: raised ? 'raised' : leaderChanged ? 'leading' : 'outbid',
      bidKind: bid.bidKind,
      registrationId: bidder.registrationId,
      paddle: bidder.paddle,
      maxMinor: limitMinor,
      priceMinor,
      leader,
      displacedRegistrationId: leaderChanged && before ? before.registrationId : null,
      public: isPublic,
    },
  ];
  if (!isPublic) return facts;
  const { reserveMinor } = state;
  if (reserveStatus(state) === 'not-met' && reserveStatus({ reserveMinor, priceMinor }) === 'met') {
    facts.push({ kind: 'reserveMet', version });
  }
  const closesAtMs = closeAfter(state, bid.receivedAtMs, leaderChanged);
  if (closesAtMs !== state.closesAtMs) facts.push({ kind: 'extended', version, closesAtMs });
  return facts;
}

/**
 * Decides a bid on an open lot at the primary's time `nowMs`: person first, then time, then amount.
 * A refusal changes nothing and never extends (SFT3).
 */
export function decideBid(
  state: LotState,
  command: PlaceBid,
  nowMs: number,
): Result<readonly LotFact[], Refusal> {
  // Times are stored in whole milliseconds; rounding down keeps 59.9996 before 60.
  const bid = { ...command, receivedAtMs: Math.floor(command.receivedAtMs) };
  const refused =
    refusedPerson(state, bid) ?? refusedTime(state, bid, nowMs) ?? refusedAmount(state, bid);
  if (refused) return err(refused);
  const { bidder } = bid;
  invariant(bidder, 'a bid without registration was refused above');
  invariant(bidder.userId === bid.userId, 'the registration belongs to who bids');
  return ok(accept(state, bid, bidder));
}
