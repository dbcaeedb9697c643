import { isAsked } from '../../lib/auction/why/asked';
import type { LotStep } from '../../lib/auction/why/bid-why';
import { whyBid } from '../../lib/auction/why/why-bid';
import { stepWords, whyWords } from './words';

/** A lot's life as its ledger tells it, and where that does not follow from the rules. */
export interface LotLife {
  readonly lotId: number;
  readonly steps: readonly LotStep[];
  /** What does not follow, in a line; null where all of it does. */
  readonly problem: string | null;
}

/** What is looked at: an entry by its place, and whether it is explained. */
export interface View {
  readonly at: number;
  readonly isWhyShown: boolean;
}

/** The view on which a replay begins. */
export const FIRST_VIEW: View = { at: 0, isWhyShown: false };

/** Names of keys as `readline` tells them, and what each does to a view of `count` entries. */
const KEYS: Readonly<Record<string, (view: View, count: number) => View>> = {
  next: ({ at }, count) => ({ at: Math.min(at + 1, count - 1), isWhyShown: false }),
  back: ({ at }) => ({ at: Math.max(at - 1, 0), isWhyShown: false }),
  end: (_, count) => ({ at: count - 1, isWhyShown: false }),
  start: () => FIRST_VIEW,
  why: ({ at, isWhyShown }) => ({ at, isWhyShown: !isWhyShown }),
};

const MEANING: Readonly<Record<string, string>> = {
  n: 'next',
  right: 'next',
  down: 'next',
  space: 'next',
  return: 'next',
  b: 'back',
  left: 'back',
  up: 'back',
  backspace: 'back',
  e: 'end',
  end: 'end',
  s: 'start',
  home: 'start',
  w: 'why',
};

/** The view after a key; null to leave. Keys that mean nothing change nothing. */
export function pressed(view: View, key: string, count: number): View | null {
  if (key === 'q' || key === 'escape') return null;
  return KEYS[MEANING[key] ?? '']?.(view, count) ?? view;
}

function explained(life: LotLife, step: LotStep): string[] {
  if (!isAsked(step)) return ['Only bids are asked why.'];
  const { next } = step.settlement;
  return whyWords(whyBid(life.steps, next.entry, 'all'), next);
}

/** The page of a view: the entry, if asked for why, and what keys there are. */
export function pageOf(life: LotLife, { at, isWhyShown }: View): string {
  const step = life.steps[at];
  const isLast = at === life.steps.length - 1;
  return [
    `Lot ${life.lotId}, ${at + 1} of ${life.steps.length}`,
    '',
    ...(step ? stepWords(step) : []),
    ...(step && isWhyShown ? ['', ...explained(life, step)] : []),
    ...(isLast && life.problem ? ['', life.problem] : []),
    '',
    'n next · b back · e to the end · s to the start · w why · q quit',
  ].join('\n');
}

/** The whole life, for a file or a pipe: every entry, and why each bid that is not ahead is not. */
export function wholeLife(life: LotLife): string {
  const entries = life.steps.map((step) => {
    const why = isAsked(step) ? ['', ...explained(life, step)] : [];
    return [...stepWords(step), ...why].join('\n');
  });
  return [`Lot ${life.lotId}`, ...entries, ...(life.problem ? [life.problem] : [])].join('\n\n');
}
