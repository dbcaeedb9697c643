import { parentPort, workerData } from 'node:worker_threads';
import { planOf } from './plan';
import { type Outcome, runPlan } from './run-plan';

/** What a thread is asked to run: every `step`th seed. */
export interface ThreadWork {
  readonly from: number;
  readonly count: number;
  readonly step: number;
  /** Nothing more is begun once a promise was broken. */
  readonly untilBroken: boolean;
}

const { from, count, step, untilBroken } = workerData as ThreadWork;
for (let seed = from; seed < from + count; seed += step) {
  const outcome: Outcome = await runPlan(planOf(seed));
  parentPort?.postMessage({ ...outcome, tail: outcome.violation ? outcome.tail : [] });
  if (outcome.violation && untilBroken) break;
}
