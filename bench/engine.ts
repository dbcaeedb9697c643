import { EBAY_US } from '../lib/auction/terms/ladder';
import { type NaiveEvent, naiveLot } from '../lib/auction/testing/naive-lot';
import { TEST_TERMS } from '../lib/auction/testing/room';
import { runThroughEngine } from '../scripts/replay/engine';
import type { RecordedLot } from '../scripts/replay/plan';
import { readBidFile } from '../scripts/replay/read-file';

// Usage: npm run bench:engine -- FILE.csv. The rules alone, beside the naive engine that the tests hold
// against them: it works each price out anew in BigInt and keeps neither facts nor ledger lines.
const ROUNDS = 60;

const [path] = process.argv.slice(2);
if (!path) throw new Error('usage: npm run bench:engine -- FILE.csv');
const file = readBidFile(path);
if (!file.ok) throw new Error(file.error);
const { lots } = file.value;
const bids = lots.reduce((sum, lot) => sum + lot.bids.length, 0);

const ours = () =>
  runThroughEngine(lots.map((recorded) => ({ recorded, reserveMinor: null }))).map(
    ({ priceMinor }) => priceMinor,
  );

function naive(lot: RecordedLot): number | null {
  const atMs = TEST_TERMS.opensAtMs;
  const paddles = new Map<string, number>();
  const events = lot.bids.map(({ bidder, amountMinor }): NaiveEvent => {
    const paddle = paddles.get(bidder) ?? paddles.size + 1;
    paddles.set(bidder, paddle);
    const when = { receivedAtMs: atMs, decidedAtMs: atMs };
    const plain = { approved: true, hasPriority: false, leftMinor: null };
    return { what: 'max', paddle, amountMinor, ...plain, ...when };
  });
  return naiveLot({ ...TEST_TERMS, ladder: EBAY_US, startMinor: lot.openingMinor }, events)
    .priceMinor;
}

/** How long a run took, in milliseconds, and what came of it. */
function timed<T>(run: () => T): { tookMs: number; result: T } {
  const startedMs = performance.now();
  const result = run();
  return { tookMs: performance.now() - startedMs, result };
}

const took = { ours: 0, naive: 0 };
// In turns, so that a busy moment of the machine is borne by both; the first third only compiles.
for (let round = 0; round < ROUNDS * 1.5; round++) {
  const [one, other] = [timed(ours), timed(() => lots.map(naive))];
  if (one.result.join() !== other.result.join()) throw new Error('the two engines disagree');
  if (round < ROUNDS / 2) continue;
  took.ours += one.tookMs;
  took.naive += other.tookMs;
}
const perSecond = (tookMs: number) =>
  Math.round((bids * ROUNDS * 1_000) / tookMs)
    .toLocaleString('en')
    .padStart(12);
console.log(`${lots.length} lots, ${bids} bids, ${ROUNDS} rounds each in turns; bids a second`);
console.log(`the rules: facts, state and ledger line of each bid ${perSecond(took.ours)}`);
console.log(`the naive engine: prices alone                      ${perSecond(took.naive)}`);
console.log(`ours / naive: ×${(took.naive / took.ours).toFixed(2)}`);
