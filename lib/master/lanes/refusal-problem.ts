import type { ProblemKind } from '../../api/problem';
import type { Refusal, RefusalKind } from '../../auction/refusal';
import type { LaneProblem } from './lane-input';

/** What each refusal of the rules is called in the API; the only place that says so. */
const KINDS: Record<RefusalKind, ProblemKind> = {
  'bad-amount': 'invalid-request',
  'lot-not-open': 'lot-not-open',
  'too-late': 'too-late',
  undecided: 'undecided',
  'own-lot': 'own-lot',
  'not-registered': 'not-registered',
  'not-approved': 'not-approved',
  'below-ask': 'below-ask',
  'ask-moved': 'ask-moved',
  'ask-not-named': 'ask-not-named',
  'raise-too-low': 'not-a-raise',
  'leader-exact': 'leader-exact',
  'not-due': 'wrong-state',
  'wrong-phase': 'wrong-state',
  'bad-terms': 'wrong-state',
};

function detailOf(refusal: Refusal): string | undefined {
  if (refusal.kind === 'wrong-phase' || refusal.kind === 'lot-not-open') {
    return refusal.phase && `The lot is ${refusal.phase}.`;
  }
  if (refusal.kind === 'bad-terms' && refusal.problems) {
    return `These terms cannot stand: ${refusal.problems.map((one) => one.field).join(', ')}.`;
  }
  return undefined;
}

/** A refusal as the API tells it: its rule and what would have been accepted (LED3). */
export function problemOf(refusal: Refusal): LaneProblem {
  const detail = detailOf(refusal);
  return {
    kind: KINDS[refusal.kind],
    rule: refusal.rule,
    ...(refusal.askMinor !== undefined && { askMinor: refusal.askMinor }),
    ...(refusal.leastMinor !== undefined && { leastMinor: refusal.leastMinor }),
    ...(detail !== undefined && { detail }),
  };
}
