/**
 * The last instant of the year 9999: what a calendar and every text of a time can hold. No close is
 * later, whatever moves it (SFT2).
 */
export const TIME_MAX_MS = 253_402_300_799_999;

/** Whole milliseconds from 1970 to the end of the year 9999. */
export const isTime = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= TIME_MAX_MS;
