/**
 * Reads PostgreSQL's text of an int8 as a number. Amounts end at 10¹³ and ids far below, so anything
 * beyond the safe integers is a broken invariant, never rounded.
 * @throws RangeError on what is no safe integer.
 */
export function checkedBigInt(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 beyond the safe integers: ${text}`);
  return value;
}
