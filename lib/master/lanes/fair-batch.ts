import type { LaneInput } from './lane-input';

/**
 * Which of the waiting orders make the next batch (LAN3): while there are more than `max`, one of
 * each person before a second of anybody, so that nobody buys a place by sending much. Those chosen
 * keep the order in which they arrived, which is the order of the bids (PRX8).
 */
export function fairBatch<Waiting extends { readonly input: LaneInput }>(
  queue: readonly Waiting[],
  max: number,
): readonly Waiting[] {
  if (queue.length <= max) return [...queue];
  const taken = new Map<string, number>();
  /** At n: the n-th order of each person, in order of arrival. */
  const turns: Waiting[][] = [];
  for (const one of queue) {
    const { userId } = one.input.identity;
    const turn = taken.get(userId) ?? 0;
    taken.set(userId, turn + 1);
    const others = turns[turn];
    if (others) others.push(one);
    else turns.push([one]);
  }
  const chosen = new Set(turns.flat().slice(0, max));
  return queue.filter((one) => chosen.has(one));
}
