import { newestAsk } from './panel-action';
import type { PanelInputs, PanelName } from './panel-model';
import { hasWon } from './standing';
import type { Units } from './submission';
import { paysOf, unitsOf, wayOf } from './way';

/** Only of a limit, of a price that another's bid makes, and of one that falls meanwhile. */
export function isCostMost(name: PanelName, { lot, submission, myMaxMinor }: PanelInputs): boolean {
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
export function amountOf(
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
