import type { ProblemKind } from '../../api/problem';
import type { Refusal, RefusalKind } from '../../auction/refusal';
import type { ChangeWay, FixedTerm, TermsStage } from '../../auction/terms/fixed-term';
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
  'deposit-missing': 'deposit-missing',
  'over-limit': 'over-limit',
  'below-ask': 'below-ask',
  'ask-moved': 'ask-moved',
  'ask-not-named': 'ask-not-named',
  'raise-too-low': 'not-a-raise',
  'leader-exact': 'leader-exact',
  'not-on-offer': 'not-on-offer',
  'no-absentee-bids': 'wrong-state',
  'bad-units': 'invalid-request',
  'too-few-left': 'too-few-left',
  'no-max': 'invalid-request',
  'already-told': 'wrong-state',
  'wrong-format': 'wrong-state',
  'not-due': 'wrong-state',
  'wrong-phase': 'wrong-state',
  'bad-terms': 'wrong-state',
  'term-fixed': 'term-fixed',
  'needs-why': 'reason-missing',
  'too-soon': 'close-too-soon',
  'no-such-bid': 'no-such-bid',
  'already-paid': 'wrong-state',
  'needs-second': 'wrong-state',
  'not-reopened': 'wrong-state',
  'not-clerked': 'not-clerked',
  'by-clerk-only': 'by-clerk-only',
  'wrong-stage': 'wrong-stage',
  'stale-order': 'stale-order',
  'buyer-unclear': 'buyer-unclear',
  'nothing-to-undo': 'nothing-to-undo',
  'after-hammer': 'lot-not-open',
  'bad-increment': 'invalid-request',
  'not-to-be-sold': 'not-to-be-sold',
  'to-be-sold': 'to-be-sold',
};

/** What the house reads of how far a lot has come. */
const STAGES: Record<TermsStage, string> = {
  scheduled: 'before the lot opens',
  unbid: 'while it is open without a bid',
  bid: 'while it is open with a bid',
  ended: 'after its end',
};

/** How a term may change. */
const WAYS: Record<ChangeWay, string> = {
  any: '',
  eased: ', to what bidders reach more easily',
  'with-notice': ', with notice',
};

/** When a term could be changed, how and by whom. */
function whenAllowed({ field, rule, allowed }: FixedTerm): string {
  if (!allowed) return `${field} never changes (${rule}).`;
  const { from, to, way, by } = allowed;
  const when = from === to ? STAGES[from] : `${STAGES[from]} and ${STAGES[to]}`;
  return `${field} may change ${when}${WAYS[way]}, by ${by.join(', ')} (${rule}).`;
}

/** What would be right, where the kind alone says it. */
const WORDS: Partial<Record<RefusalKind, string>> = {
  'needs-why': 'What bidders go by is changed with a reason only.',
  'no-such-bid': 'No bid stands under that entry.',
  'already-paid': 'The lot is paid for.',
  'needs-second': 'The next lot is up: another person of the house has to agree.',
  'not-reopened': 'A lot of this format is not taken up again.',
  'bad-units': 'Units are whole, and a lot that is one takes bids for one.',
  'no-max': 'A bid on this lot is an offer: an exact amount.',
  'not-clerked': 'This lot goes by the clock.',
  'by-clerk-only': 'A clerk calls this lot.',
  'buyer-unclear': 'A buyer is named where the room leads, and only there.',
  'nothing-to-undo': 'No step of this lot can be undone any more.',
  'bad-increment': 'The step must be a whole amount, and another than the one that is asked.',
  'not-to-be-sold': 'Nobody bid, or the reserve is not met: pass it, or lower the reserve.',
  'to-be-sold': 'There is a bid, and the reserve is met or none: sell it, or withdraw it.',
};

function detailOf(refusal: Refusal): string | undefined {
  if (refusal.kind === 'wrong-phase' || refusal.kind === 'lot-not-open') {
    return refusal.phase && `The lot is ${refusal.phase}.`;
  }
  if (refusal.kind === 'no-absentee-bids') return 'This lot takes no bids before it opens.';
  if (refusal.kind === 'bad-terms' && refusal.problems) {
    return `These terms cannot stand: ${refusal.problems.map((one) => one.field).join(', ')}.`;
  }
  if (refusal.kind === 'after-hammer') return 'The hammer has fallen.';
  if (refusal.kind === 'wrong-stage') return refusal.stage && `The lot is ${refusal.stage}.`;
  if (refusal.kind === 'stale-order' && refusal.now) {
    const { version, paddle, priceMinor } = refusal.now;
    const price = priceMinor === null ? 'without a bid' : `at ${priceMinor} minor units`;
    const whose = paddle === null ? 'no paddle' : `paddle ${paddle}`;
    return `The lot is at version ${version}, ${price}, ${whose} leading.`;
  }
  if (refusal.kind === 'too-few-left') return `Units left: ${refusal.unitsLeft}.`;
  if (refusal.earliestAtMs !== undefined) {
    return `The earliest close that would do: ${new Date(refusal.earliestAtMs).toISOString()}.`;
  }
  return refusal.fixed?.map(whenAllowed).join(' ') ?? WORDS[refusal.kind];
}

/** A refusal as the API tells it: its rule and what would have been accepted (LED3). */
export function problemOf(refusal: Refusal): LaneProblem {
  const detail = detailOf(refusal);
  return {
    kind: KINDS[refusal.kind],
    rule: refusal.rule,
    ...(refusal.askMinor !== undefined && { askMinor: refusal.askMinor }),
    ...(refusal.leastMinor !== undefined && { leastMinor: refusal.leastMinor }),
    ...(refusal.mostMinor !== undefined && { mostMinor: refusal.mostMinor }),
    ...(detail !== undefined && { detail }),
  };
}
