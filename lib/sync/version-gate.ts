/** Which state of a record something is: a version within an epoch (VER1, EPO1). */
export interface Stamp {
  epoch: number;
  version: number;
}

/**
 * Whether `incoming` may replace what is held (FET2, G4): a newer version of the same epoch, or
 * anything of a higher epoch (EPO2). Lower epochs are ignored. Nothing held accepts everything.
 */
export function accepts(held: Stamp | null | undefined, incoming: Stamp): boolean {
  if (!held) return true;
  if (incoming.epoch !== held.epoch) return incoming.epoch > held.epoch;
  return incoming.version > held.version;
}

/** Whether what was found meets a demand (FET2): the same epoch and at least that version. */
export const satisfies = (found: Stamp, demand: Stamp): boolean =>
  found.epoch === demand.epoch && found.version >= demand.version;
