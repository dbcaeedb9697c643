import { invariant } from '../../shared/assert';
import { AMOUNT_MAX_MINOR, isAmount, type Minor } from '../../shared/money';
import { err, ok, type Result } from '../../shared/result';

/** One band of a ladder: from this price upwards (until the next band) the step is this (INC). */
export interface LadderBand {
  readonly fromMinor: Minor;
  readonly stepMinor: Minor;
}

/**
 * The increment table of an auction (INC): bands in ascending order, the first from 0, so that
 * every price lies in exactly one band. Data, not code; immutable once stored.
 */
export type Ladder = readonly LadderBand[];

/** Most bands a ladder may have. */
export const LADDER_BANDS_MAX = 64;

/** Why a ladder is refused (INC), with the index of the band at fault. */
export interface LadderProblem {
  kind:
    | 'not-a-ladder'
    | 'too-many-bands'
    | 'starts-above-zero'
    | 'not-ascending'
    | 'bad-from'
    | 'bad-step';
  band: number | null;
}

const isBand = (value: unknown): value is Record<'fromMinor' | 'stepMinor', unknown> =>
  typeof value === 'object' && value !== null && 'fromMinor' in value && 'stepMinor' in value;

/**
 * Reads a ladder from JSON (INC). Refuses gaps (the first band must start at 0; each later band
 * starts above the one before and ends it), steps that are not whole and > 0, and anything else.
 */
export function parseLadder(json: unknown): Result<Ladder, LadderProblem> {
  if (!Array.isArray(json) || json.length === 0) return err({ kind: 'not-a-ladder', band: null });
  if (json.length > LADDER_BANDS_MAX)
    return err({ kind: 'too-many-bands', band: LADDER_BANDS_MAX });
  const bands: LadderBand[] = [];
  for (const [band, value] of json.entries()) {
    if (!isBand(value)) return err({ kind: 'not-a-ladder', band });
    const { fromMinor, stepMinor } = value;
    const before = bands.at(-1);
    if (typeof fromMinor !== 'number' || (fromMinor !== 0 && !isAmount(fromMinor))) {
      return err({ kind: 'bad-from', band });
    }
    if (!before && fromMinor !== 0) return err({ kind: 'starts-above-zero', band });
    if (before && fromMinor <= before.fromMinor) return err({ kind: 'not-ascending', band });
    if (typeof stepMinor !== 'number' || !isAmount(stepMinor))
      return err({ kind: 'bad-step', band });
    bands.push({ fromMinor, stepMinor });
  }
  return ok(bands);
}

function bandAt(ladder: Ladder, priceMinor: Minor): number {
  let index = ladder.length - 1;
  while (index > 0 && (ladder[index]?.fromMinor ?? 0) > priceMinor) index -= 1;
  return index;
}

/**
 * The step that applies at a price (INC): looked up at the price itself, not at the price after
 * it.
 */
export function stepAt(ladder: Ladder, priceMinor: Minor): Minor {
  const band = ladder[bandAt(ladder, priceMinor)];
  invariant(band, 'a ladder has at least one band');
  return band.stepMinor;
}

/** The largest amount on the ladder (band edge + k·step) that is not above the given one (PRX5). */
export function roundDown(ladder: Ladder, amountMinor: Minor): Minor {
  const band = ladder[bandAt(ladder, amountMinor)];
  invariant(band, 'a ladder has at least one band');
  return amountMinor - ((amountMinor - band.fromMinor) % band.stepMinor);
}

/**
 * The smallest amount on the ladder that is not below the given one; may exceed the largest
 * amount.
 */
export function roundUp(ladder: Ladder, amountMinor: Minor): Minor {
  const down = roundDown(ladder, amountMinor);
  if (down === amountMinor) return down;
  const next = ladder[bandAt(ladder, amountMinor) + 1]?.fromMinor ?? Number.POSITIVE_INFINITY;
  return Math.min(down + stepAt(ladder, amountMinor), next);
}

/** eBay's increments in US cents (INC), as they stood when the recorded auctions were held. */
export const EBAY_US: Ladder = [
  { fromMinor: 0, stepMinor: 5 },
  { fromMinor: 1_00, stepMinor: 25 },
  { fromMinor: 5_00, stepMinor: 50 },
  { fromMinor: 25_00, stepMinor: 1_00 },
  { fromMinor: 100_00, stepMinor: 2_50 },
  { fromMinor: 250_00, stepMinor: 5_00 },
  { fromMinor: 500_00, stepMinor: 10_00 },
  { fromMinor: 1_000_00, stepMinor: 25_00 },
  { fromMinor: 2_500_00, stepMinor: 50_00 },
  { fromMinor: 5_000_00, stepMinor: 100_00 },
];

/**
 * The house's own increments in pence: about a tenth of the price, in sums an auctioneer would
 * call.
 */
export const HOUSE_GBP: Ladder = [
  { fromMinor: 0, stepMinor: 5_00 },
  { fromMinor: 100_00, stepMinor: 10_00 },
  { fromMinor: 200_00, stepMinor: 20_00 },
  { fromMinor: 500_00, stepMinor: 50_00 },
  { fromMinor: 1_000_00, stepMinor: 100_00 },
  { fromMinor: 2_000_00, stepMinor: 200_00 },
  { fromMinor: 5_000_00, stepMinor: 500_00 },
  { fromMinor: 10_000_00, stepMinor: 1_000_00 },
  { fromMinor: 20_000_00, stepMinor: 2_000_00 },
  { fromMinor: 50_000_00, stepMinor: 5_000_00 },
  { fromMinor: 100_000_00, stepMinor: 10_000_00 },
];

/**
 * The largest ask there can be: the largest price plus the largest step. Never an acceptable bid.
 */
export const ASK_MAX_MINOR = 2 * AMOUNT_MAX_MINOR;
