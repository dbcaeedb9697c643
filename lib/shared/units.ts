/** The most units that a lot can have, and that a bid can be for. */
export const UNITS_MAX = 1_000_000;

/** Whether it is a number of units: whole, 1 to `UNITS_MAX`. */
export const isUnits = (value: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= UNITS_MAX;

/** Whether a bid can be for so many, and take no fewer than `leastUnits` (MUL2). */
export const areUnits = (units: number, leastUnits: number): boolean =>
  isUnits(units) && isUnits(leastUnits) && leastUnits <= units;
