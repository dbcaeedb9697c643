import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { bundleSimulator } from './bundle';
import type { Happened } from './oracle/witness';
import type { PlantedBug } from './planted/bugs';
import type { Outcome } from './run-plan';
import type { ThreadWork } from './thread';

/** What many seeds came to. */
export interface Batch {
  readonly outcomes: readonly Outcome[];
  /** The first by number whose promise broke. */
  readonly broken: Outcome | null;
  readonly happened: Happened;
  readonly seedsPerMinute: number;
}

/** Runs seeds on every core, each thread its share, and sums up what happened. */
export async function runSeeds(
  work: { from: number; count: number; untilBroken?: boolean },
  more: { bug?: PlantedBug; each?: (outcome: Outcome) => void } = {},
): Promise<Batch> {
  const bundle = await bundleSimulator(more.bug ?? null);
  const startedAtMs = performance.now();
  const threads = Math.min(availableParallelism(), work.count);
  const outcomes: Outcome[] = [];
  let isOver = false;
  const workers: Worker[] = [];
  const share = (nth: number) =>
    new Promise<void>((resolve, reject) => {
      const workerData: ThreadWork = {
        from: work.from + nth,
        count: work.count - nth,
        step: threads,
        untilBroken: work.untilBroken ?? false,
      };
      const worker = new Worker(bundle, { workerData, execArgv: ['--enable-source-maps'] });
      workers.push(worker);
      worker.on('message', (outcome: Outcome) => {
        outcomes.push(outcome);
        more.each?.(outcome);
        if (!outcome.violation || !work.untilBroken) return;
        isOver = true;
        for (const each of workers) void each.terminate();
      });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        if (code === 0 || isOver) resolve();
        else reject(new Error(`a thread of the simulator ended with ${code}`));
      });
    });
  try {
    await Promise.all(Array.from({ length: threads }, (_, nth) => share(nth)));
  } finally {
    await rm(bundle, { force: true });
  }
  outcomes.sort((a, b) => a.seed - b.seed);
  const happened: Happened = {};
  for (const outcome of outcomes) {
    for (const [what, count] of Object.entries(outcome.happened)) {
      happened[what] = (happened[what] ?? 0) + count;
    }
  }
  return {
    outcomes,
    broken: outcomes.find((one) => one.violation) ?? null,
    happened,
    seedsPerMinute: (outcomes.length / (performance.now() - startedAtMs)) * 60_000,
  };
}
