import type { PublicLot } from '../../api/public-lot';
import type { WishKind } from '../../api/v1/bids';
import { FRESHNESS_MEANS } from '../../sync/page-freshness';
import type { PanelInputs, PanelName } from './panel-model';
import { hasWon, type Standing } from './standing';
import type { Submission } from './submission';
import { goesDown, isContest, wayOf } from './way';

const FINAL: Partial<Record<PublicLot['state'], PanelName>> = {
  passed: 'passed',
  withdrawn: 'withdrawn',
};

/** Which row of LOOK 5 leads. */
export function nameOf(inputs: PanelInputs, standing: Standing): PanelName {
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
