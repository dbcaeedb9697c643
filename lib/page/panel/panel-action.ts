import type { PublicLot } from '../../api/public-lot';
import type { PanelAction, PanelInputs, PanelName } from './panel-model';
import type { Standing } from './standing';
import type { Submission } from './submission';
import { goesDown, takesLeftBids, unitsOf, wayOf } from './way';

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

/** What the action row offers under this name. */
export function actionOf(name: PanelName, inputs: PanelInputs, standing: Standing): PanelAction {
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
export function newestAsk(lot: PublicLot, submission: Submission): number | null {
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
