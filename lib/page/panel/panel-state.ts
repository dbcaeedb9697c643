import type { ProblemKind } from '../../api/problem';
import type { PublicLot } from '../../api/public-lot';
import type { MyBid, WishKind } from '../../api/v1/bids';
import type { RegistrationView } from '../../api/v1/registrations';
import { FRESHNESS_MEANS, type PageFreshness } from '../../sync/page-freshness';
import type { ClockPhase } from './clock-phase';
import type { RuleTexture } from './rule-texture';
import type { Submission, Units } from './submission';
import { goesDown, isContest, paysOf, roomLeads, takesLeftBids, unitsOf, wayOf } from './way';

/** Everything the panel depends on. */
export interface PanelInputs {
  /** Where the price falls by itself its ask is what is asked now (`askAt`). */
  lot: PublicLot;
  isSignedIn: boolean;
  registration: Pick<RegistrationView, 'status' | 'paddle' | 'deposit'> | null;
  /** The amount of the reader's last accepted bid on this lot; null without one. */
  myMaxMinor: number | null;
  /** What of the lot is the reader's; null: that is not known. */
  won: MyBid['won'];
  freshness: PageFreshness;
  clock: ClockPhase;
  submission: Submission;
}

/** The row of LOOK 5 that leads; also written on the panel for tests. */
export type PanelName =
  | 'not-signed-in'
  | 'not-registered'
  | 'pending'
  | 'not-approved'
  | 'deposit-missing'
  | 'not-open'
  | 'can-bid'
  | 'setting-max'
  | 'confirming'
  | 'submitting'
  | 'unknown'
  | 'price-moved'
  | 'refused'
  | 'winning'
  | 'offered'
  | 'bought'
  | 'outbid'
  | 'stale'
  | 'time-up'
  | 'sold-to-you'
  | 'sold-to-other'
  | 'passed'
  | 'withdrawn'
  | 'on-hold';

/** Where the reader stands, as the server says it. */
export type Standing = 'none' | 'winning' | 'outbid';

/** What the action row offers. `amountMinor` of a bid is the exact amount on the button. */
export type PanelAction =
  | { kind: 'sign-in' }
  | { kind: 'register' }
  | {
      kind: 'bid';
      amountMinor: number;
      blocked: boolean;
      canSetMax: boolean;
      /** What the lot can be bought for at once (BUY1); null: that is not on offer. */
      buyNowMinor: number | null;
    }
  /** A maximum can be left before the opening; who left one can leave another (ABS1). */
  | { kind: 'leave'; hasLeft: boolean }
  /** An offer can be made, or another in its place (OFR1). */
  | { kind: 'offer'; blocked: boolean; hasOffered: boolean }
  | { kind: 'enter-offer'; leastMinor: number; units: { left: number } | null }
  /** The price of now can be taken (DUT1). */
  | { kind: 'buy'; amountMinor: number; blocked: boolean; units: { left: number } | null }
  | { kind: 'raise' }
  /** A leader must go beyond their own limit, even below the ask (PRX4). Where bids go down: the most. */
  | { kind: 'enter-max'; leastMinor: number; isRaise: boolean; isDown: boolean }
  | { kind: 'confirm'; bidKind: WishKind; amountMinor: number; units: Units | null }
  | { kind: 'sending'; amountMinor: number; doubtful: boolean }
  | { kind: 'review'; bidKind: WishKind; amountMinor: number; units: Units | null }
  | { kind: 'check-now' }
  /** The list of the reader's own bids says what stands. */
  | { kind: 'check-bids'; isSignInNeeded: boolean }
  | { kind: 'next-lot' }
  | { kind: 'none' };

/** All that the panel draws. */
export interface PanelState {
  name: PanelName;
  standing: Standing;
  rule: RuleTexture;
  action: PanelAction;
  /** The price is not proven: no confident figure (LOOK 11.15). */
  isPriceStale: boolean;
  /** The amount whose total is shown below the action; null shows none. */
  costOfMinor: number | null;
  /** What the reader would be paid for it (REV1), with nothing added; null where the winner pays. */
  paidMinor: number | null;
  /** What is bid is a limit, and the price another's: it may cost less, or more be paid. */
  isCostMost: boolean;
  problem: ProblemKind | null;
  /** The id of the rule that refused; null too where none did. */
  refusedBy: string | null;
  /** The amount of a bid whose fate is open; null too while its bidder is not signed in. */
  unknownMinor: number | null;
}

/**
 * Only the server says who leads: the leader's paddle against the reader's own. Nobody leads where nobody sees
 * the others' bids, or where who bids first buys; of several who won, each only knows of themselves (`hasWon`).
 */
export function standingOf(
  lot: PublicLot,
  paddle: number | null,
  my: { hasBid: boolean; hasWon: boolean },
): Standing {
  if (lot.state === 'sold' && my.hasWon) return 'winning';
  if (lot.state !== 'sold' && !isContest(lot)) return 'none';
  if (paddle !== null && lot.leaderPaddle === paddle) return 'winning';
  const isLed = lot.leaderPaddle !== null || roomLeads(lot);
  return my.hasBid && isLed ? 'outbid' : 'none';
}

/** Whether anything is theirs. */
export const hasWon = (won: MyBid['won']): boolean => (won?.units ?? 0) > 0;

const FINAL: Partial<Record<PublicLot['state'], PanelName>> = {
  passed: 'passed',
  withdrawn: 'withdrawn',
};

/** Precedence: final, hold, stale, standing (LOOK 1). */
export function ruleOf(lot: PublicLot, standing: Standing, isProven: boolean): RuleTexture {
  if (lot.state === 'sold') return standing === 'winning' ? 'final-mine' : 'final';
  if (lot.state === 'passed' || lot.state === 'withdrawn') return 'final';
  if (lot.state === 'held') return 'hold';
  if (!isProven) return 'stale';
  if (lot.state === 'scheduled') return 'dotted';
  return standing === 'none' ? 'solid' : standing;
}

/** What the bid panel shows and offers, for every combination of what it depends on (LOOK 5). */
export function panelState(inputs: PanelInputs): PanelState {
  const { lot, freshness, submission } = inputs;
  const paddle = inputs.registration?.paddle ?? null;
  const hasBid = inputs.myMaxMinor !== null;
  const standing = standingOf(lot, paddle, { hasBid, hasWon: hasWon(inputs.won) });
  const { proven } = FRESHNESS_MEANS[freshness];
  const name = nameOf(inputs, standing);
  return {
    name,
    standing,
    rule: ruleOf(lot, standing, proven),
    action: actionOf(name, inputs, standing),
    isPriceStale: !proven && !isFinal(lot),
    costOfMinor: goesDown(lot) ? null : amountOf(name, inputs),
    // Who wins a tender is paid, and pays no premium.
    paidMinor: goesDown(lot) ? amountOf(name, inputs) : null,
    isCostMost: isCostMost(name, inputs),
    problem: name === 'refused' && submission.step === 'refused' ? submission.problem : null,
    refusedBy: name === 'refused' && submission.step === 'refused' ? submission.rule : null,
    unknownMinor:
      submission.step === 'unknown' && !submission.isSignInNeeded ? submission.amountMinor : null,
  };
}

const isFinal = (lot: PublicLot) =>
  lot.state === 'sold' || lot.state === 'passed' || lot.state === 'withdrawn';

function nameOf(inputs: PanelInputs, standing: Standing): PanelName {
  const { lot, submission } = inputs;
  if (lot.state === 'sold') return standing === 'winning' ? 'sold-to-you' : 'sold-to-other';
  const final = FINAL[lot.state];
  if (final) return final;
  if (lot.state === 'held') return 'on-hold';
  if (submission.step === 'sending') return 'submitting';
  if (submission.step === 'unknown') return 'unknown';
  if (!FRESHNESS_MEANS[inputs.freshness].mayBid) return 'stale';
  const gate = gateOf(inputs);
  if (gate) return gate;
  if (lot.state === 'scheduled') return scheduledName(inputs);
  if (inputs.clock === 'up') return 'time-up';
  return openName(inputs, standing);
}

/** Why this reader cannot bid at all; null when they can. */
function gateOf({ isSignedIn, registration }: PanelInputs): PanelName | null {
  if (!isSignedIn) return 'not-signed-in';
  if (!registration) return 'not-registered';
  if (registration.status === 'pending') return 'pending';
  if (registration.status !== 'approved') return 'not-approved';
  const { deposit } = registration;
  return deposit === 'not-required' || deposit === 'held' ? null : 'deposit-missing';
}

/** Before the opening a maximum can be left; nothing can move under it but the start. */
function scheduledName({ lot, submission }: PanelInputs): PanelName {
  const { step } = submission;
  // A limit waits for the opening only where bids go beyond each other (ABS1).
  if (!isContest(lot)) return 'not-open';
  if (step === 'setting-max' || step === 'refused') return step;
  return step === 'confirming' && submission.bidKind === 'left' ? step : 'not-open';
}

/** Where the reader stands while nothing of theirs is under way. */
function restingName({ lot, myMaxMinor, won }: PanelInputs, standing: Standing): PanelName {
  if (standing !== 'none') return standing;
  if (wayOf(lot) === 'offers' && myMaxMinor !== null) return 'offered';
  return wayOf(lot) === 'clock' && hasWon(won) ? 'bought' : 'can-bid';
}

function openName(inputs: PanelInputs, standing: Standing): PanelName {
  const { lot, submission } = inputs;
  const resting = restingName(inputs, standing);
  switch (submission.step) {
    case 'setting-max':
      // Where the price falls by itself there is no amount to choose.
      return wayOf(lot) === 'clock' ? resting : 'setting-max';
    case 'refused':
      return 'refused';
    case 'moved':
      // By the time it is read the reader may lead, from another page of theirs.
      return standing === 'winning' && submission.bidKind === 'exact' ? resting : 'price-moved';
    case 'confirming': {
      if (isOfferGone(lot, submission)) return resting;
      if (submission.bidKind === 'buy-now') return 'confirming';
      if (standing === 'winning') return submission.bidKind === 'max' ? 'confirming' : resting;
      return hasMoved(lot, submission) ? 'price-moved' : 'confirming';
    }
    default:
      return resting;
  }
}

/** Whether an amount is further on than another, in the direction of the lot's bids. */
const isBeyond = (lot: PublicLot, aMinor: number, bMinor: number) =>
  goesDown(lot) ? aMinor < bMinor : aMinor > bMinor;

/**
 * An exact bid is for the amount that was on the button. A maximum only has to meet the ask, and so has an
 * offer, or what somebody would pay at a price that falls.
 */
const hasMoved = (lot: PublicLot, bid: { bidKind: WishKind; amountMinor: number }) =>
  lot.askMinor !== null &&
  (bid.bidKind === 'exact' && isContest(lot)
    ? lot.askMinor !== bid.amountMinor
    : isBeyond(lot, lot.askMinor, bid.amountMinor));

/** What is on offer is bought as it was seen, or not at all (BUY1). */
const isOfferGone = (lot: PublicLot, submission: Submission) =>
  submission.step === 'confirming' &&
  submission.bidKind === 'buy-now' &&
  lot.buyNowMinor !== submission.amountMinor;

function bidAction({ lot, myMaxMinor }: PanelInputs, blocked: boolean): PanelAction {
  if (lot.askMinor === null) return { kind: 'none' };
  if (wayOf(lot) === 'offers') return { kind: 'offer', blocked, hasOffered: myMaxMinor !== null };
  if (wayOf(lot) === 'clock') {
    return { kind: 'buy', amountMinor: lot.askMinor, blocked, units: unitsOf(lot) };
  }
  const buyNowMinor = blocked ? null : (lot.buyNowMinor ?? null);
  return { kind: 'bid', amountMinor: lot.askMinor, blocked, canSetMax: !blocked, buyNowMinor };
}

const leaveAction = ({ lot, myMaxMinor }: PanelInputs): PanelAction =>
  lot.askMinor === null || !takesLeftBids(lot)
    ? { kind: 'none' }
    : { kind: 'leave', hasLeft: myMaxMinor !== null };

function enterMax({ lot, myMaxMinor }: PanelInputs, standing: Standing): PanelAction {
  if (wayOf(lot) === 'offers') {
    return { kind: 'enter-offer', leastMinor: lot.askMinor ?? 1, units: unitsOf(lot) };
  }
  const isRaise = standing === 'winning';
  const isDown = goesDown(lot);
  const own = (myMaxMinor ?? lot.priceMinor ?? 0) + (isDown ? -1 : 1);
  return { kind: 'enter-max', leastMinor: isRaise ? own : (lot.askMinor ?? 1), isRaise, isDown };
}

function actionOf(name: PanelName, inputs: PanelInputs, standing: Standing): PanelAction {
  const { lot, submission } = inputs;
  switch (name) {
    case 'not-signed-in':
      return { kind: 'sign-in' };
    case 'not-registered':
      return { kind: 'register' };
    case 'pending':
    case 'not-approved':
    case 'deposit-missing':
      return bidAction(inputs, true);
    case 'not-open':
      return leaveAction(inputs);
    case 'refused':
      return lot.state === 'scheduled' ? leaveAction(inputs) : bidAction(inputs, false);
    case 'can-bid':
    case 'outbid':
    case 'offered':
    case 'bought':
      return bidAction(inputs, false);
    case 'winning':
      return { kind: 'raise' };
    case 'setting-max':
      return enterMax(inputs, standing);
    case 'confirming':
      return submission.step === 'confirming' ? confirmAction(submission) : { kind: 'none' };
    case 'submitting':
      return submission.step === 'sending'
        ? { kind: 'sending', amountMinor: submission.amountMinor, doubtful: submission.doubtful }
        : { kind: 'none' };
    case 'unknown':
      return {
        kind: 'check-bids',
        isSignInNeeded: submission.step === 'unknown' && submission.isSignInNeeded,
      };
    case 'price-moved':
      return reviewAction(lot, submission);
    case 'stale':
      return { kind: 'check-now' };
    case 'sold-to-you':
    case 'sold-to-other':
    case 'passed':
    case 'withdrawn':
      return { kind: 'next-lot' };
    case 'time-up':
    case 'on-hold':
      return { kind: 'none' };
  }
}

const confirmAction = (bid: Extract<Submission, { step: 'confirming' }>): PanelAction => ({
  kind: 'confirm',
  bidKind: bid.bidKind,
  amountMinor: bid.amountMinor,
  units: bid.units ?? null,
});

/**
 * The ask to bid on next: what the house refused a bid with is newer than a page that has heard
 * nothing since it sent it (STL1).
 */
function newestAsk(lot: PublicLot, submission: Submission): number | null {
  const told = submission.step === 'moved' ? submission.newAsk : null;
  return told && lot.version <= told.sentAtVersion ? told.askMinor : lot.askMinor;
}

function reviewAction(lot: PublicLot, submission: Submission): PanelAction {
  const amountMinor = newestAsk(lot, submission);
  if (amountMinor === null) return { kind: 'none' };
  const isKnown = submission.step === 'moved' || submission.step === 'confirming';
  const bidKind = isKnown ? submission.bidKind : 'exact';
  const units = isKnown ? (submission.units ?? null) : null;
  return { kind: 'review', bidKind, amountMinor, units };
}

/** Only of a limit, of a price that another's bid makes, and of one that falls meanwhile. */
function isCostMost(name: PanelName, { lot, submission, myMaxMinor }: PanelInputs): boolean {
  if (name === 'not-open') return myMaxMinor !== null;
  if (submission.step !== 'confirming' && submission.step !== 'sending') return false;
  if (name !== 'confirming' && name !== 'submitting') return false;
  const { bidKind } = submission;
  if (bidKind === 'max' || bidKind === 'left') return true;
  return wayOf(lot) === 'clock' || paysOf(lot) !== 'own';
}

/** What is paid for so many units; the amount itself for a lot that is one. */
const forUnits = (bid: { amountMinor: number; units?: Units }) =>
  bid.amountMinor * (bid.units?.units ?? 1);

/** The amount that is paid for what the action does, without premium and tax; null: none is to be told. */
function amountOf(
  name: PanelName,
  { lot, submission, myMaxMinor, won }: PanelInputs,
): number | null {
  switch (name) {
    case 'confirming':
    case 'submitting':
      return submission.step === 'confirming' || submission.step === 'sending'
        ? forUnits(submission)
        : null;
    case 'winning':
    case 'sold-to-you':
      return lot.state === 'sold' && won && hasWon(won) ? won.totalMinor : lot.priceMinor;
    case 'unknown':
    case 'stale':
    case 'time-up':
    case 'on-hold':
    case 'sold-to-other':
    case 'passed':
    case 'withdrawn':
      return null;
    case 'not-open':
      // What was left is the most it can cost.
      return myMaxMinor ?? lot.askMinor;
    default:
      // The least offer is no amount that anybody chose; of several units nobody knows how many yet.
      if (wayOf(lot) === 'offers' || unitsOf(lot)) return null;
      return newestAsk(lot, submission);
  }
}
