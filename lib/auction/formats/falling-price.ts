import type { Minor } from '../../shared/money';

/** How the price of a Dutch lot falls (DUT1), and how far. */
export interface Fall {
  readonly startMinor: Minor;
  readonly stepMinor: Minor;
  readonly intervalMs: number;
  readonly floorMinor: Minor;
}

/** How many steps it is down to the floor; the last may be shorter. */
const stepsDown = ({ startMinor, stepMinor, floorMinor }: Fall): number =>
  Math.ceil((startMinor - floorMinor) / stepMinor);

/** How long after its start the price stands at the floor. */
export const floorAfterMs = (fall: Fall): number => stepsDown(fall) * fall.intervalMs;

/** How long it takes in all: at the floor it stands one interval. */
export const fallMs = (fall: Fall): number => floorAfterMs(fall) + fall.intervalMs;

/** The price so long after the start of the fall; before it, the start. */
export function priceAfter(fall: Fall, elapsedMs: number): Minor {
  const gone = Math.max(0, Math.floor(elapsedMs / fall.intervalMs));
  // No more steps than there are keep the product small.
  const steps = Math.min(gone, stepsDown(fall));
  return Math.max(fall.floorMinor, fall.startMinor - fall.stepMinor * steps);
}
