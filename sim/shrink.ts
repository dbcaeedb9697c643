import type { Doing } from './doing';
import type { Plan } from './plan';
import { type Outcome, runPlan } from './run-plan';

/** A plan with fewer doings that breaks the same promise. */
export interface Shrunk {
  readonly plan: Plan;
  readonly outcome: Outcome;
  /** Runs that it took. */
  readonly runs: number;
}

/** More runs are not worth the wait. */
const RUNS_MAX = 150;

/**
 * Leaves doings out as long as the same rule breaks: halves first, then smaller parts, then single
 * ones. Chance is drawn by names (world/chance), so that what stays goes on as it did where it can.
 */
export async function shrink(plan: Plan, broken: Outcome): Promise<Shrunk> {
  const rule = broken.violation?.rule;
  let best: Shrunk = { plan, outcome: broken, runs: 0 };
  let runs = 0;
  let size = Math.ceil(plan.doings.length / 2);
  while (size >= 1 && runs < RUNS_MAX) {
    let isSmaller = false;
    for (let at = 0; at < best.plan.doings.length && runs < RUNS_MAX; ) {
      const doings: readonly Doing[] = best.plan.doings.toSpliced(at, size);
      const smaller: Plan = { ...plan, doings };
      runs += 1;
      const outcome = await runPlan(smaller);
      if (outcome.violation?.rule === rule) {
        best = { plan: smaller, outcome, runs };
        isSmaller = true;
      } else at += size;
    }
    if (!isSmaller || size > 1) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return { ...best, runs };
}
