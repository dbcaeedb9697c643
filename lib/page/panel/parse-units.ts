import { isUnits } from '../../shared/units';

/** Reads the number of units a person typed: digits, full-width ones too; null for anything else (MUL2). */
export function parseUnits(text: string): number | null {
  const plain = text.normalize('NFKC').trim().replaceAll(',', '');
  if (!/^\d{1,7}$/.test(plain)) return null;
  const units = Number(plain);
  return isUnits(units) ? units : null;
}
