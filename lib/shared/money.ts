import { err, ok, type Result } from './result';

/**
 * Money everywhere in Lotcast: a safe integer ≥ 0 in the minor unit of an ISO 4217 currency
 * (pence, cents, yen). The currency stands beside it, never inside it.
 */
export type Minor = number;

/** The largest amount anyone may name (MNY1): 10¹³ minor units. */
export const AMOUNT_MAX_MINOR = 10_000_000_000_000;

/** Why something is no amount, and the amounts that would have been one (MNY1). */
export interface MoneyProblem {
  kind: 'not-a-number' | 'not-whole' | 'out-of-range';
  leastMinor: Minor;
  mostMinor: Minor;
}

const problem = (kind: MoneyProblem['kind']): Result<never, MoneyProblem> =>
  err({ kind, leastMinor: 1, mostMinor: AMOUNT_MAX_MINOR });

/**
 * Reads an amount that came from outside (MNY1): a JSON number, whole, 1…10¹³. Strings are refused,
 * even "100"; use `parseMajor` for what a person typed.
 */
export function parseMinor(value: unknown): Result<Minor, MoneyProblem> {
  if (typeof value !== 'number' || Number.isNaN(value)) return problem('not-a-number');
  if (Math.abs(value) === Number.POSITIVE_INFINITY) return problem('out-of-range');
  if (!Number.isInteger(value)) return problem('not-whole');
  if (value < 1 || value > AMOUNT_MAX_MINOR) return problem('out-of-range');
  return ok(value);
}

/** True for an amount `parseMinor` accepts; cheap enough for the hot path. */
export const isAmount = (value: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= AMOUNT_MAX_MINOR;

/** Digits after the point of each currency the house can sell in (ISO 4217). */
const EXPONENTS = {
  AED: 2,
  AUD: 2,
  BHD: 3,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  INR: 2,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  MOP: 2,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  PLN: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TWD: 2,
  USD: 2,
  VND: 0,
  ZAR: 2,
} as const;

/** A currency the house can sell in. */
export type Currency = keyof typeof EXPONENTS;

/** Every currency the house can sell in, sorted; for select boxes and schemas. */
export const CURRENCIES = Object.keys(EXPONENTS) as readonly Currency[];

/** Whether a three-letter code is one of `CURRENCIES`. */
export const isCurrency = (code: string): code is Currency => Object.hasOwn(EXPONENTS, code);

/**
 * Digits after the decimal point: GBP 2, JPY 0, KWD 3; null for a currency the house does not
 * know.
 */
export const minorDigits = (currency: string): number | null =>
  isCurrency(currency) ? EXPONENTS[currency] : null;

/**
 * Reads what a person typed or a file holds ("1250", "1,250.50", "9.9") as an amount (MNY1).
 * Refuses more digits than the currency has: 100.5 is no amount of yen.
 */
export function parseMajor(text: string, currency: Currency): Result<Minor, MoneyProblem> {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?$/.exec(text.trim());
  const whole = match?.[1]?.replaceAll(',', '');
  if (whole === undefined) return problem('not-a-number');
  const digits = EXPONENTS[currency];
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return problem('not-whole');
  if (whole.length > 16) return problem('out-of-range');
  return parseMinor(Number(whole + fraction.padEnd(digits, '0')));
}

/**
 * An amount as plain decimal text in major units, for files and form fields: 12750 USD → "127.50".
 */
export function majorText(amountMinor: Minor, currency: Currency): string {
  const digits = EXPONENTS[currency];
  const text = String(amountMinor).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * `amountMinor × numerator ÷ denominator`, half up, computed in BigInt so that no product is ever
 * inexact (MNY1). All arguments are integers ≥ 0, the denominator > 0.
 * @throws RangeError where the result is no safe integer, or an argument is no integer.
 */
export const mulDiv = (amountMinor: Minor, numerator: number, denominator: number): Minor =>
  divideHalfUp(BigInt(amountMinor) * BigInt(numerator), BigInt(denominator));

/**
 * A quotient of integers ≥ 0 rounded half up to a safe integer; for sums that are rounded once
 * (PRM1).
 * @throws RangeError where the quotient is no safe integer or the divisor is not positive.
 */
export function divideHalfUp(dividend: bigint, divisor: bigint): Minor {
  if (dividend < 0n || divisor <= 0n) throw new RangeError('divideHalfUp needs a ≥ 0 and b > 0');
  const quotient = Number((dividend * 2n + divisor) / (divisor * 2n));
  if (!Number.isSafeInteger(quotient)) throw new RangeError('amount beyond the safe integers');
  return quotient;
}
