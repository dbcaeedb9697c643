import { runThroughEngine } from './engine';
import { reportOf } from './outcome';
import { replayLots } from './pass';
import type { BidFile } from './read-file';

/** How long a file is run over and over: long enough for its code to be compiled. */
const MEASURED_MS = 2_000;

/** A second and its milliseconds, as a rate. */
const perSecond = (bids: number, tookMs: number) =>
  Math.round((bids * 1_000) / tookMs).toLocaleString('en');

/**
 * Replays a file by the rules alone, over and over for two seconds, and tells how fast: the first
 * round, which most of a small file's time is spent compiling, and the rounds after it. Every round
 * must end the same.
 * @returns the report, its last line the counts.
 */
export async function replayInEngine({ lots }: BidFile): Promise<readonly string[]> {
  let bids = 0;
  const round = async () => {
    bids = 0;
    const startedMs = performance.now();
    const outcomes = await replayLots(lots, async (pass) => {
      bids += pass.reduce((sum, { recorded }) => sum + recorded.bids.length, 0);
      return runThroughEngine(pass);
    });
    const tookMs = performance.now() - startedMs;
    return { report: reportOf(outcomes), tookMs };
  };
  const first = await round();
  let rounds = 0;
  let tookMs = 0;
  while (tookMs < MEASURED_MS) {
    const again = await round();
    if (again.report.join() !== first.report.join())
      throw new Error('two rounds ended differently');
    rounds += 1;
    tookMs += again.tookMs;
  }
  return [
    `${lots.length} lots by the rules alone: ${bids.toLocaleString('en')} bids in ` +
      `${first.tookMs.toFixed(0)} ms (${perSecond(bids, first.tookMs)} bids a second)`,
    `${rounds} more rounds: ${perSecond(bids * rounds, tookMs)} bids a second`,
    ...first.report,
  ];
}
