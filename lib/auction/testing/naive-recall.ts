import type { LadderBand } from '../terms/ladder';

/**
 * A second, deliberately naive reading of RET1–3 and RES5 for ascending lots, sharing no code with the engine: what
 * remains of a list of bids once taken, worked out anew in BigInt.
 */
export interface NaiveBid {
  paddle: number;
  kind: 'max' | 'exact';
  amountMinor: number;
  ladder: readonly LadderBand[];
  /** Reserves that the lot got afterwards, and its price at that moment (RES5). */
  reserves: readonly { readonly toMinor: number; readonly priceMinor: number }[];
}

/** The conditions of the lot, and the price that a cancellation may not go beyond. */
export interface NaiveRecall {
  startMinor: number;
  reserveMinor: number | null;
  rounds: boolean;
  stoodAtMinor: number;
}

/** What a reader of the page would see afterwards, and the secret limit. */
export interface NaiveRemains {
  priceMinor: number | null;
  leaderPaddle: number | null;
  limitMinor: number | null;
  bidCount: number;
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
const larger = (a: bigint, b: bigint) => (a > b ? a : b);

/** The band that holds an amount, looked for from the top. */
function bandOf(ladder: readonly LadderBand[], amount: bigint): { edge: bigint; step: bigint } {
  const bands = ladder.map((one) => ({ edge: BigInt(one.fromMinor), step: BigInt(one.stepMinor) }));
  return bands.findLast(({ edge }) => edge <= amount) ?? { edge: 0n, step: 1n };
}

/** What is left of a limit: a reserve beyond the price that it would have reached takes it one short of that. */
function leftOf(limit: bigint, reserves: NaiveBid['reserves']): bigint {
  let left = limit;
  for (const { toMinor, priceMinor } of reserves) {
    const wasPassed = toMinor <= priceMinor;
    if (!wasPassed && left >= BigInt(toMinor)) left = BigInt(toMinor) - 1n;
  }
  return left;
}

/** Reads the bids from first to last: the higher limit leads a step above the lower, never above itself. */
export function naiveRecall(bids: readonly NaiveBid[], lot: NaiveRecall): NaiveRemains {
  let price = -1n;
  let top = -1n;
  let paddle: number | null = null;
  let bidCount = 0;
  for (const bid of bids) {
    const given = BigInt(bid.amountMinor);
    const band = bandOf(bid.ladder, given);
    const rung = band.edge + ((given - band.edge) / band.step) * band.step;
    const limit = leftOf(lot.rounds && bid.kind === 'max' ? rung : given, bid.reserves);
    const above = (amount: bigint) => amount + bandOf(bid.ladder, amount).step;
    const priceBefore = price;
    const leaderBefore: number | null = paddle;
    if (paddle === bid.paddle) {
      top = larger(top, limit);
    } else if (paddle === null || limit > top) {
      const called = paddle === null ? BigInt(lot.startMinor) : smaller(limit, above(top));
      price = bid.kind === 'exact' ? limit : called;
      top = limit;
      paddle = bid.paddle;
    } else {
      price = larger(price, smaller(top, above(limit)));
    }
    const reserve = lot.reserveMinor === null ? null : BigInt(lot.reserveMinor);
    if (reserve !== null && top >= reserve) price = larger(price, reserve);
    if (price !== priceBefore || paddle !== leaderBefore) bidCount += 1;
  }
  if (paddle === null) return { priceMinor: null, leaderPaddle: null, limitMinor: null, bidCount };
  const kept = smaller(price, BigInt(lot.stoodAtMinor));
  return { priceMinor: Number(kept), leaderPaddle: paddle, limitMinor: Number(top), bidCount };
}
