import canonicalize from 'canonicalize';
import { err, ok, type Result } from '../../shared/result';
import type { SetTerms } from '../command';
import { evolve } from '../evolve';
import type { LotFact, TermsSet } from '../fact';
import { formatOf } from '../formats/formats';
import { publicStep } from '../public-step';
import { type Refusal, refusal } from '../refusal';
import type { LotState, LotTerms, TermName } from '../state';
import { noticeMs } from './soft-close';
import { fixedTerm, termChange } from './term-changes';
import { termsOf, termsProblems } from './terms';
import type { TermsProblem } from './terms-problem';

const isOneOf = (names: readonly string[], name: string) => names.includes(name);
const namesOf = (terms: LotTerms) => Object.keys(terms) as TermName[];

/** Whether a start or reserve becomes easier to reach; to have no reserve is easiest. */
function isEased(state: LotState, before: unknown, after: unknown): boolean {
  if (after === null) return true;
  if (typeof before !== 'number' || typeof after !== 'number') return false;
  return formatOf(state).eases(before, after);
}

/** Whether the table lets this actor give this term its new value now (TRM1). */
function mayChange(state: LotState, { by }: SetTerms, terms: LotTerms, field: TermName): boolean {
  const cell = termChange(state, field);
  if (!cell?.by.includes(by)) return false;
  return cell.way !== 'eased' || isEased(state, state[field], terms[field]);
}

/**
 * Nobody is to find a close that was not there when they last looked: one that comes nearer leaves an open
 * lot its last window, and a scheduled one lies ahead (SFT4).
 */
function earliestClose(state: LotState, nowMs: number): number {
  const isOpen = state.phase !== 'scheduled';
  return Math.floor(nowMs) + (isOpen ? noticeMs(state.softClose) : 1);
}

/** Whether a lower reserve is met by the price as it stands (RES5). */
function isNowMet(state: LotState, set: LotFact): boolean {
  const statusOf = (lot: LotState) => formatOf(lot).publicPrice(lot).reserve;
  return statusOf(state) === 'not-met' && statusOf(evolve(state, set)) === 'met';
}

/**
 * Changes terms as far as the table allows (TRM1). They must stand as a whole; what did not stand before,
 * because a close was moved past it, is not held against a change of something that has no part in it.
 */
export function setTerms(
  state: LotState,
  command: SetTerms,
  nowMs: number,
): Result<readonly LotFact[], Refusal> {
  const before = termsOf(state);
  const terms = termsOf({ ...state, ...command.terms });
  const changed = namesOf(terms).filter(
    (field) => canonicalize(terms[field]) !== canonicalize(before[field]),
  );
  if (changed.length === 0) return ok([]);
  const fixed = changed.filter((field) => !mayChange(state, command, terms, field));
  if (fixed.length > 0) {
    return err(refusal('term-fixed', { fixed: fixed.map((field) => fixedTerm(state, field)) }));
  }
  const { by, why } = command;
  if (state.phase !== 'scheduled' && why === null) return err(refusal('needs-why'));
  const already = changed.includes('closesAtMs') ? [] : termsProblems(before);
  const isExcused = ({ field, kind }: TermsProblem) =>
    already.some((one) => one.field === field && one.kind === kind) && !isOneOf(changed, field);
  const problems = termsProblems(terms).filter((problem) => !isExcused(problem));
  if (problems.length > 0) return err(refusal('bad-terms', { problems }));
  const earliestAtMs = earliestClose(state, nowMs);
  const isNearer = state.phase === 'scheduled' || terms.closesAtMs < state.closesAtMs;
  if (changed.includes('closesAtMs') && isNearer && terms.closesAtMs < earliestAtMs) {
    return err(refusal('too-soon', { earliestAtMs }));
  }
  const { reserveMinor } = terms;
  const isOther = changed.includes('reserveMinor');
  const cut = isOther ? (formatOf(state).cutFor?.(state, reserveMinor) ?? null) : null;
  const set = publicStep<TermsSet>(state, { kind: 'termsSet', by, why, terms, changed, cut });
  return ok(isNowMet(state, set) ? [set, { kind: 'reserveMet', version: set.version }] : [set]);
}
