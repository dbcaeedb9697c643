import type { ProblemKind } from '../../api/problem';
import type { PublicLot } from '../../api/public-lot';
import type { WishKind } from '../../api/v1/bids';
import type { RegistrationView } from '../../api/v1/registrations';
import { FRESHNESS_MEANS, type PageFreshness } from '../../sync/page-freshness';
import type { ClockPhase } from './clock-phase';
import type { RuleTexture } from './rule-texture';
import type { Submission } from './submission';
import { goesDown, roomLeads, takesLeftBids } from './way';

/** Everything the panel depends on. */
export interface PanelInputs {
  lot: PublicLot;
  isSignedIn: boolean;
  registration: Pick<RegistrationView, 'status' | 'paddle' | 'deposit'> | null;
  /** The highest amount of the reader's accepted bids on this lot; null without one. */
  myMaxMinor: number | null;
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
  | { kind: 'raise' }
  /** A leader must go beyond their own limit, even below the ask (PRX4). Where bids go down: the most. */
  | { kind: 'enter-max'; leastMinor: number; isRaise: boolean; isDown: boolean }
  | { kind: 'confirm'; bidKind: WishKind; amountMinor: number }
  | { kind: 'sending'; amountMinor: number; doubtful: boolean }
  | { kind: 'review'; bidKind: WishKind; amountMinor: number }
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
  problem: ProblemKind | null;
  /** The amount of a bid whose fate is open; null too while its bidder is not signed in. */
  unknownMinor: number | null;
}

/** Only the server says who leads: the leader's paddle against the reader's own. */
export function standingOf(lot: PublicLot, paddle: number | null, hasBid: boolean): Standing {
  if (paddle !== null && lot.leaderPaddle === paddle) return 'winning';
  const isLed = lot.leaderPaddle !== null || roomLeads(lot);
  return hasBid && isLed ? 'outbid' : 'none';
}

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
  const standing = standingOf(lot, paddle, inputs.myMaxMinor !== null);
  const { proven } = FRESHNESS_MEANS[freshness];
  const name = nameOf(inputs, standing);
  return {
    name,
    standing,
    rule: ruleOf(lot, standing, proven),
    action: actionOf(name, inputs, standing),
    isPriceStale: !proven && !isFinal(lot),
    costOfMinor: costOf(name, inputs),
    problem: name === 'refused' && submission.step === 'refused' ? submission.problem : null,
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
function scheduledName({ submission }: PanelInputs): PanelName {
  const { step } = submission;
  if (step === 'setting-max' || step === 'refused') return step;
  return step === 'confirming' && submission.bidKind === 'left' ? step : 'not-open';
}

function openName(inputs: PanelInputs, standing: Standing): PanelName {
  const { lot, submission } = inputs;
  const resting: PanelName = standing === 'none' ? 'can-bid' : standing;
  switch (submission.step) {
    case 'setting-max':
      return 'setting-max';
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

/** An exact bid is for the amount that was on the button; a maximum only has to meet the ask. */
const hasMoved = (lot: PublicLot, bid: { bidKind: WishKind; amountMinor: number }) =>
  lot.askMinor !== null &&
  (bid.bidKind === 'exact'
    ? lot.askMinor !== bid.amountMinor
    : isBeyond(lot, lot.askMinor, bid.amountMinor));

/** What is on offer is bought as it was seen, or not at all (BUY1). */
const isOfferGone = (lot: PublicLot, submission: Submission) =>
  submission.step === 'confirming' &&
  submission.bidKind === 'buy-now' &&
  lot.buyNowMinor !== submission.amountMinor;

function bidAction(lot: PublicLot, blocked: boolean): PanelAction {
  if (lot.askMinor === null) return { kind: 'none' };
  const buyNowMinor = blocked ? null : (lot.buyNowMinor ?? null);
  return { kind: 'bid', amountMinor: lot.askMinor, blocked, canSetMax: !blocked, buyNowMinor };
}

const leaveAction = ({ lot, myMaxMinor }: PanelInputs): PanelAction =>
  lot.askMinor === null || !takesLeftBids(lot)
    ? { kind: 'none' }
    : { kind: 'leave', hasLeft: myMaxMinor !== null };

function enterMax({ lot, myMaxMinor }: PanelInputs, standing: Standing): PanelAction {
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
      return bidAction(lot, true);
    case 'not-open':
      return leaveAction(inputs);
    case 'refused':
      return lot.state === 'scheduled' ? leaveAction(inputs) : bidAction(lot, false);
    case 'can-bid':
    case 'outbid':
      return bidAction(lot, false);
    case 'winning':
      return { kind: 'raise' };
    case 'setting-max':
      return enterMax(inputs, standing);
    case 'confirming':
      return submission.step === 'confirming'
        ? { kind: 'confirm', bidKind: submission.bidKind, amountMinor: submission.amountMinor }
        : { kind: 'none' };
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
  return { kind: 'review', bidKind, amountMinor };
}

function costOf(name: PanelName, { lot, submission, myMaxMinor }: PanelInputs): number | null {
  // Who wins a tender is paid, and pays no premium.
  if (goesDown(lot)) return null;
  switch (name) {
    case 'confirming':
    case 'submitting':
      return submission.step === 'confirming' || submission.step === 'sending'
        ? submission.amountMinor
        : null;
    case 'winning':
    case 'sold-to-you':
      return lot.priceMinor;
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
      return newestAsk(lot, submission);
  }
}
