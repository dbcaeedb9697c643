import type { PublicLot } from '../../api/public-lot';
import { FRESHNESS_MEANS } from '../../sync/page-freshness';
import { actionOf } from './panel-action';
import { amountOf, isCostMost } from './panel-cost';
import type { PanelInputs, PanelState } from './panel-model';
import { nameOf } from './panel-name';
import { hasWon, ruleOf, standingOf } from './standing';
import { goesDown } from './way';

const isFinal = (lot: PublicLot) =>
  lot.state === 'sold' || lot.state === 'passed' || lot.state === 'withdrawn';

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
