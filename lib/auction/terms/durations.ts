/** The longest window, extension or interval between closes: a day. */
export const DURATION_MAX_MS = 86_400_000;

/** Whole milliseconds from none to `mostMs`. */
export const isDuration = (value: number, mostMs: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= mostMs;
