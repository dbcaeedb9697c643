import type { Leader, LiveBook, LiveStanding, LiveStep, LiveStepKind, LotOf } from '../state';

/** So many steps can be undone one after the other; what is older stands. */
export const UNDO_STEPS_MAX = 10;

/** The standing alone, of a book or of a step. */
const standingIn = (standing: LiveStanding): LiveStanding => ({
  priceMinor: standing.priceMinor,
  leader: standing.leader,
  isFloor: standing.isFloor,
  call: standing.call,
  stepMinor: standing.stepMinor,
});

/** The book with one more step that can be undone. `lot` is as it stood before the step. */
export function withStep(
  lot: LotOf<'live'>,
  kind: LiveStepKind,
  after: Partial<LiveStanding>,
): LiveBook {
  const { phase, bidCount, opensAtMs, entry, book } = lot;
  const before = { ...standingIn(book), phase, bidCount, opensAtMs };
  const steps = [...book.steps, { kind, entry: entry + 1, before }].slice(-UNDO_STEPS_MAX);
  return { ...book, ...after, steps };
}

/**
 * The book after a silent raise (PRX4), which is no step: it stays with the bid it raised, and goes
 * with it, whatever else is undone.
 */
export function withRaise(book: LiveBook, leader: Leader): LiveBook {
  const was = book.leader;
  const isRaised = ({ before }: LiveStep) =>
    before.leader?.registrationId === was?.registrationId &&
    before.leader?.maxMinor === was?.maxMinor;
  const since = book.steps.findLastIndex((step) => !isRaised(step)) + 1;
  const steps = book.steps.map((step, at) =>
    at < since ? step : { ...step, before: { ...step.before, leader } },
  );
  return { ...book, leader, steps };
}

/** What an undo would reverse: a held or called lot only (LIV1). */
export function lastStep({ phase, book }: LotOf<'live'>): Pick<LiveStep, 'kind' | 'entry'> | null {
  const last = phase === 'open' || phase === 'held' ? book.steps.at(-1) : undefined;
  return last ? { kind: last.kind, entry: last.entry } : null;
}

/** The lot as it stood before its last step, but for version and silent raises (LIV1). */
export function withoutLastStep(lot: LotOf<'live'>): LotOf<'live'> {
  const last = lot.book.steps.at(-1);
  if (!last) return lot;
  const { phase, bidCount, opensAtMs } = last.before;
  const book = { ...lot.book, ...standingIn(last.before), steps: lot.book.steps.slice(0, -1) };
  return { ...lot, phase, bidCount, opensAtMs, book };
}

/**
 * The book of a lot that is reopened after the hammer (CLS3): on the block, where everybody is warned
 * anew; what came before the calls can still be undone.
 */
export function reopenedBook(book: LiveBook): LiveBook {
  const call = 'on-the-block';
  const steps = book.steps
    .filter(({ kind }) => kind !== 'fairWarningGiven' && kind !== 'finalCallGiven')
    .map((step) => ({ ...step, before: { ...step.before, call } }) as const);
  return { ...book, call, buyer: null, steps };
}

/** The steps that can be undone after something that cannot: none. */
export const withoutSteps = (book: LiveBook): LiveBook => ({ ...book, steps: [] });
