import { runThroughEngine } from './engine';
import { reportOf } from './outcome';
import { type RunPass, replayLots } from './pass';
import type { BidFile } from './read-file';

/**
 * Replays a file by the rules alone, again and again until `measuredMs` have passed, and tells how
 * fast: a small file's first time goes into compiling. Every time must end the same.
 * @returns the report, its last line the counts.
 */
export async function replayInEngine(
  { lots }: BidFile,
  { measuredMs }: { measuredMs: number },
): Promise<readonly string[]> {
  let bids = 0;
  const runPass: RunPass = async (pass) => {
    bids += pass.reduce((sum, { recorded }) => sum + recorded.bids.length, 0);
    return runThroughEngine(pass);
  };
  const startedMs = performance.now();
  const passedMs = () => performance.now() - startedMs;
  const report = reportOf(await replayLots(lots, runPass));
  const firstMs = passedMs();
  let times = 1;
  for (; passedMs() < measuredMs; times++) {
    const again = reportOf(await replayLots(lots, runPass));
    if (again.join() !== report.join()) throw new Error('the same file ended in two ways');
  }
  const tookMs = passedMs();
  const perSecond = Math.round((bids * 1_000) / tookMs).toLocaleString('en');
  return [
    `${lots.length} lots by the rules alone, ${times} times in ${(tookMs / 1_000).toFixed(1)} s ` +
      `(the first in ${firstMs.toFixed(0)} ms): ${perSecond} bids a second`,
    ...report,
  ];
}
