import { type Currency, isCurrency, minorDigits, parseMajor } from '../../shared/money';
import { err, type Result } from '../../shared/result';

/** Why what was typed is no maximum here. */
export type AmountFault = 'not-amount' | 'too-fine' | 'too-low';

/**
 * Reads the maximum a person typed (MNY1): digits, thousands commas (also full-width, as Chinese
 * keyboards write them), as many decimals as the currency has, at least `leastMinor`; where bids go down,
 * at most (then `too-low` is too high).
 */
export function parseAmount(
  text: string,
  currency: string,
  leastMinor: number,
  isDown = false,
): Result<number, AmountFault> {
  if (!isCurrency(currency)) return err('not-amount');
  const plain = text
    .normalize('NFKC')
    .replace(/[£€$¥₩₹₫\s]/g, '')
    .replace(new RegExp(`^${currency}`, 'i'), '')
    .replaceAll('，', ',');
  const parsed = parseMajor(plain, currency satisfies Currency);
  if (!parsed.ok) return err(parsed.error.kind === 'not-whole' ? 'too-fine' : 'not-amount');
  const falls = isDown ? parsed.value > leastMinor : parsed.value < leastMinor;
  return falls ? err('too-low') : parsed;
}

/** Digits after the point, for the message that there are too many. */
export const decimalsOf = (currency: string): number => minorDigits(currency) ?? 2;
