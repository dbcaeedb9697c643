/** Length of the longest ascending part of a sequence, not necessarily adjacent (patience sorting). */
function longestAscent(numbers: readonly number[]): number {
  const tails: number[] = [];
  for (const number of numbers) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    tails[low] = number;
  }
  return tails.length;
}

/**
 * The least number of things that would have to come, go or change place so that `shown` becomes
 * `wanted`: the number in "3 moved: re-sort" (LOOK 6). Neither list names a thing twice.
 */
export function movesBetween(shown: readonly number[], wanted: readonly number[]): number {
  const placeOf = new Map(wanted.map((id, place) => [id, place]));
  const places = shown.flatMap((id) => placeOf.get(id) ?? []);
  const gone = shown.length - places.length;
  return gone + wanted.length - longestAscent(places);
}
